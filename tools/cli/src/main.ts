import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '@sluice/stack';
import { Command, CommanderError } from 'commander';
import { useRunningSystem } from './running-system.js';
import { reportError } from './report-error.js';

const USAGE = 64;

/** Loaded only when asked for: a command starts as fast as what it needs itself. */
const COMMANDS: Readonly<Record<string, (program: Command) => Promise<void>>> = {
  produce: async (program) =>
    (await import('../../../apps/producer/src/cli/produce.command.js')).registerProduceCommand(program),
  generate: async (program) =>
    (await import('../../../apps/producer/src/cli/generate.command.js')).registerGenerateCommand(program),
  'dead-letters': async (program) => (await import('./dead-letters.command.js')).registerDeadLettersCommand(program),
  start: async (program) => (await import('./start.command.js')).registerStartCommand(program),
  reconcile: async (program) => (await import('./reconcile.command.js')).registerReconcileCommand(program),
  replay: async (program) => (await import('./replay.command.js')).registerReplayCommand(program),
  query: async (program) => (await import('./query.command.js')).registerQueryCommand(program),
  key: async (program) => (await import('./key.command.js')).registerKeyCommand(program),
  stack: async (program) => (await import('./stack.command.js')).registerStackCommand(program),
  up: async (program) => (await import('./up.command.js')).registerUpCommand(program),
  down: async (program) => (await import('./up.command.js')).registerDownCommand(program),
  demo: async (program) => (await import('./demo.command.js')).registerDemoCommand(program),
};

const EXAMPLES = `
Start here:
  $ sluice demo                       the whole system with sample data, until Ctrl-C
  $ sluice up                         the system in the background; prints its URLs as JSON
  $ sluice produce sample_data        each folder in it becomes a topic
  $ sluice query datasets             what is stored; sluice query records <dataset>
  $ sluice help produce               flags and examples of a command

Exit codes: 0 done, 1 failed, 2 some rows or letters were refused, 64 wrong usage.`;

function version(): string {
  // Our own package.json.
  const { version } = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** The program with the one command that the arguments name, or with all where they name none. */
export async function buildProgram(args: readonly string[]): Promise<Command> {
  const program = new Command('sluice')
    .description('Moves records from files, HTTP and Kafka into stores that people query.')
    // Without -V, which a sort by a field such as -V1 would be taken for.
    .version(version(), '--version')
    .option('--verbose', 'show where an error came from')
    .addHelpText('after', EXAMPLES)
    .exitOverride();
  const load = COMMANDS[args.find((arg) => !arg.startsWith('-')) ?? ''];
  if (load !== undefined) await load(program);
  else for (const register of Object.values(COMMANDS)) await register(program);
  return program;
}

/** Runs one command line without the leading `node sluice`; sets the process's exit code. Never rejects. */
export async function main(argv: readonly string[]): Promise<void> {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  const args = argv.filter((arg, index) => arg !== '--verbose' || index > end);
  process.stdout.on('error', leaveOnClosedPipe);
  try {
    const program = await buildProgram(args);
    if (args[0] === 'produce' || (args[0] === 'generate' && args.includes('--topic'))) useRunningSystem(args);
    await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : USAGE;
    else reportError(error, args.length < argv.length);
  }
}

/** `sluice … | head` is no failure. */
function leaveOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit();
  throw error;
}
