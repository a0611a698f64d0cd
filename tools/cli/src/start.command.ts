import { Argument, type Command } from 'commander';

const APPS = ['producer', 'consumer', 'query'] as const;

/** Adds `sluice start`: one app in the foreground, configured by the environment as in its image. */
export function registerStartCommand(program: Command): void {
  program
    .command('start')
    .summary('run one app in the foreground')
    .description('Runs one app until Ctrl-C. Settings come from the environment; see docs/reference/configuration.md.')
    .addArgument(new Argument('<app>', 'which app').choices(APPS))
    .addHelpText(
      'after',
      '\nExample:\n  $ BOOTSTRAP_SERVER=localhost:9092 MONGO_DB_URL=mongodb://localhost sluice start consumer',
    )
    .action(async (app: string) => {
      await import(new URL(`../../../apps/${app}/src/main.js`, import.meta.url).href);
    });
}
