import Table from 'cli-table3';
import type { Command } from 'commander';
import type { ReconciliationDto } from '../../../apps/consumer/src/reconciliation/reconciliation.dto.js';
import { ConsumerApi, type ConsumerFlags, consumerFlags } from './consumer-api.js';

interface ReconcileOptions extends ConsumerFlags {
  readonly connector?: string;
  readonly topic?: string;
  readonly from?: string;
  readonly to?: string;
  readonly repair?: true;
}

const SHOWN_GAPS = 5;

/** Adds `sluice reconcile`: asks a running consumer whether anything is missing. */
export function registerReconcileCommand(program: Command): void {
  const command = program
    .command('reconcile')
    .summary('compare topics with what is stored')
    .description(
      'Asks a consumer to compare its topics with store and dead letters, offset by offset. Exit code 1 where records ' +
        'are missing and were not repaired.',
    )
    .option('--connector <name>', 'only this connector')
    .option('--topic <name>', 'only this topic')
    .option('--from <time>', 'records of this time or later, RFC 3339')
    .option('--to <time>', 'records before this time')
    .option('--repair', 'fetch what is missing again and store it')
    .addHelpText('after', '\nExample:\n  $ sluice reconcile --topic occupancy --repair')
    .action(async (options: ReconcileOptions) => {
      const reply = await ask(options);
      if (options.json) process.stdout.write(`${JSON.stringify(reply)}\n`);
      else print(reply);
      if (!reply.isBalanced) process.exitCode = 1;
    });
  consumerFlags(command);
}

function ask(options: ReconcileOptions): Promise<ReconciliationDto> {
  const { connector, topic, from, to } = options;
  const query = { connector, topic, from, to };
  const api = new ConsumerApi(options, '/v1/reconciliation');
  return options.repair ? api.post('/repair', undefined, query) : api.get('', query);
}

function print({ partitions, unknown, isBalanced }: ReconciliationDto): void {
  const head = [
    'topic',
    'partition',
    'produced',
    'stored',
    'dead-lettered',
    'in flight',
    'empty',
    'missing',
    'repaired',
  ];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const one of partitions) {
    const { produced, stored, deadLettered, inFlight, empty, missing, repaired } = one;
    const counts = [produced, stored, deadLettered, inFlight, empty, missing].map((count) =>
      count.toLocaleString('en'),
    );
    table.push([one.topic, String(one.partition), ...counts, repaired === undefined ? '' : String(repaired)]);
  }
  process.stdout.write(`${table.toString()}\n`);
  for (const { topic, partition, gaps, repaired } of partitions.filter((one) => one.gaps.length > 0)) {
    const shown = gaps.slice(0, SHOWN_GAPS).map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`));
    const more = gaps.length > SHOWN_GAPS ? `, and ${gaps.length - SHOWN_GAPS} more ranges` : '';
    const what = repaired === undefined ? 'missing in' : 'stored again in';
    process.stdout.write(`${what} ${topic}, partition ${partition}: offsets ${shown.join(', ')}${more}\n`);
  }
  if (unknown.length > 0) process.stdout.write(`ids tell no offsets, so nothing is known of: ${unknown.join(', ')}\n`);
  if (isBalanced) process.stdout.write('nothing is missing\n');
}
