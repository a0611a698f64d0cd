import { InvalidArgumentError } from 'commander';

/** Tells what is wrong with the command line, which then ends with the exit code for it. */
export function usage(why: string): InvalidArgumentError {
  process.stderr.write(`error: ${why}\n`);
  return new InvalidArgumentError(why);
}
