import type { LiveEvent, QueryClient, StoredRecord } from '@sluice/client';
import { type Command, Option } from 'commander';
import { asking } from './asking.js';
import { csvLine } from './csv.js';
import { list, positive } from './flag-values.js';
import { emit, type OutputFlags, OUTPUTS, remark, terminalWidth } from './output.js';
import { queryFlags, type QueryFlags } from './query-flags.js';
import { selectionFlags, type SelectionFlags, selectionOf } from './selection-flags.js';
import { cellText } from './table.js';

interface TailFlags extends QueryFlags, SelectionFlags, OutputFlags {
  readonly fields?: readonly string[];
  readonly limit?: number;
  readonly after?: string;
}

const NOT_SHOWN = new Set(['_id', '_ts', '_key']);

/** Adds `sluice query tail <dataset>`. */
export function registerTail(query: Command): void {
  const command = query
    .command('tail')
    .description(
      'Shows records as they are stored, until Ctrl-C. A connection that is lost is made again, without a gap.',
    )
    .argument('<dataset>');
  queryFlags(selectionFlags(command))
    .addOption(new Option('-o, --output <format>', 'table: a line each for people').choices(OUTPUTS).default('table'))
    .option('--fields <list>', 'fields to show, separated by commas; by default all', list)
    .option('--limit <count>', 'ends after so many records', positive)
    .option('--after <position>', 'begins after this position of an earlier stream')
    .action((dataset: string, flags: TailFlags) => {
      const { fields, limit = Infinity, after } = flags;
      const request = { ...selectionOf(flags), fields };
      return asking(flags, async (client, signal) => {
        const onBreak = (reason: string): void => remark(`The stream broke (${reason}); connecting again.`);
        const columns = flags.output === 'csv' ? (fields ?? (await columnsOf(client, dataset, signal))) : [];
        const print = await printerOf(flags, columns);
        let count = 0;
        for await (const event of client.tail(dataset, request, { signal, after, onBreak })) {
          if (event.type === 'gap') remark(`Records are missing here: ${event.reason}.`);
          if (event.type !== 'record') continue;
          await print(event);
          count += 1;
          if (count >= limit) return;
        }
      });
    });
}

type RecordEvent = Extract<LiveEvent<StoredRecord>, { type: 'record' }>;

async function printerOf(
  { output }: TailFlags,
  columns: readonly string[],
): Promise<(event: RecordEvent) => Promise<void>> {
  if (output === 'json') return ({ json }) => emit(`${json}\n`);
  if (output === 'table') return ({ record }) => emit(`${lineOf(record)}\n`);
  await emit(csvLine(columns));
  return ({ record }) => emit(csvLine(columns.map((column) => record[column])));
}

/** All that is known of the dataset: a later record may have what the first one lacks. */
async function columnsOf(client: QueryClient, dataset: string, signal: AbortSignal): Promise<string[]> {
  return (await client.dataset(dataset, { signal })).fields.map(({ name }) => name);
}

/** Time and key, then the fields, cut to the terminal. */
function lineOf(record: StoredRecord): string {
  const head = [record['_ts'], record['_key']].filter((value) => value !== undefined && value !== null).map(cellText);
  const fields = Object.entries(record).filter(([name]) => !NOT_SHOWN.has(name));
  const line = [...head, ...fields.map(([name, value]) => `${cellText(name)}=${cellText(value)}`)].join('  ');
  const width = terminalWidth();
  return width === undefined || line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}
