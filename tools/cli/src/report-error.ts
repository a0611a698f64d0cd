import { SluiceError } from '@sluice/contracts';

/** One line for people, with the code that the reference explains; sets exit code 1. */
export function reportError(error: unknown, isVerbose: boolean): void {
  const code = error instanceof SluiceError ? error.code : 'INTERNAL';
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`error: ${message} (${code})\n`);
  if (isVerbose && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n${causes(error)}`);
  process.exitCode = 1;
}

function causes(error: Error): string {
  return error.cause instanceof Error
    ? `caused by ${error.cause.stack ?? error.cause.message}\n${causes(error.cause)}`
    : '';
}
