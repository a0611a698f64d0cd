import { createApiKey, isRole, ROLES } from '@sluice/runtime';
import { type Command, Option } from 'commander';

interface KeyOptions {
  readonly name: string;
  readonly role: string;
  readonly dataset?: readonly string[];
}

/** Adds `sluice key`: makes an API key and the entry that lets it in. */
export function registerKeyCommand(program: Command): void {
  program
    .command('key')
    .summary('make an API key')
    .description(
      'Prints a new API key on standard error, once, and on standard output its entry for the file that ' +
        'RUNTIME_HTTP_API_KEYS_PATH names: {"keys": [entry, …]}. The entry holds no secret.',
    )
    .requiredOption('--name <name>', 'who holds it; shown in logs')
    .addOption(new Option('--role <role>', 'what its holder may do').choices(ROLES).default('reader'))
    .option('--dataset <name...>', 'datasets and topics it is for, * at the end for all that begin so; otherwise all')
    .addHelpText('after', '\nExample:\n  $ sluice key --name grafana --role reader --dataset occupancy "sensor.*"')
    .action(({ name, role, dataset }: KeyOptions) => {
      if (!isRole(role)) return; // commander has checked it
      const { key, entry } = createApiKey(name, role, dataset);
      process.stderr.write(`${key}\n`);
      process.stdout.write(`${JSON.stringify(entry)}\n`);
    });
}
