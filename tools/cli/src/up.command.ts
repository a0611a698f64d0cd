import { attachStack, stackFolder, startStack } from '@sluice/stack';
import type { Command } from 'commander';
import { startApps } from './system.js';

const NAME = 'up';

/** Adds `sluice up`. */
export function registerUpCommand(program: Command): void {
  program
    .command('up')
    .summary('start the whole system in the background')
    .description('Starts services and apps in the background and prints one line of JSON with every URL.')
    .addHelpText('after', '\nData is kept in .sluice/stacks/up between runs; sluice down --remove forgets it.')
    .action(async () => {
      const stack = await startStack({ name: NAME, isDetached: true });
      process.stdout.write(`${JSON.stringify(await startApps(stack))}\n`);
    });
}

/** Adds `sluice down`. */
export function registerDownCommand(program: Command): void {
  program
    .command('down')
    .summary('stop what up has started')
    .description('Stops the apps and services that `sluice up` started and prints one line of JSON.')
    .option('--remove', 'remove data, logs and credentials too')
    .action(async (flags: { readonly remove?: true }) => {
      const stack = attachStack({ name: NAME, folder: stackFolder(NAME) });
      const stopped = [...stack.apps, ...stack.services].filter((one) => one.isRunning).map(({ name }) => name);
      await stack.stop();
      if (flags.remove === true) stack.remove();
      process.stdout.write(`${JSON.stringify({ stopped })}\n`);
    });
}
