import type { QueryClient, RecordsRequest } from '@sluice/client';
import type { Command } from 'commander';
import { asking } from './asking.js';
import { list, positive } from './flag-values.js';
import { emit, outputFlag, type OutputFlags, printRows, recordColumns, remark, type Row } from './output.js';
import { queryFlags, type QueryFlags } from './query-flags.js';
import { selectionFlags, type SelectionFlags, selectionOf } from './selection-flags.js';

interface RecordsFlags extends QueryFlags, SelectionFlags, OutputFlags {
  readonly fields?: readonly string[];
  readonly sort?: readonly string[];
  readonly limit?: number;
}

const ROWS = 100;
const PAGE = 1_000;

/** Adds `sluice query records <dataset>`. */
export function registerRecords(query: Command): void {
  const command = query.command('records').description('Shows records.').argument('<dataset>');
  outputFlag(queryFlags(selectionFlags(command)))
    .option('--fields <list>', 'fields to show, separated by commas; by default all', list)
    .option('--sort <list>', 'fields to sort by, - before a name for descending: --sort=-V1,time', list)
    .option('--limit <count>', `records at most; by default ${ROWS} in a table, all in JSON and CSV`, positive)
    .action((dataset: string, flags: RecordsFlags) => {
      const request = { ...selectionOf(flags), fields: flags.fields, sort: flags.sort };
      return asking(flags, (client, signal) =>
        flags.output === 'table'
          ? printTable(client, dataset, request, flags, signal)
          : printFile(client, dataset, request, flags, signal),
      );
    });
}

async function printTable(
  client: QueryClient,
  dataset: string,
  request: RecordsRequest,
  flags: RecordsFlags,
  signal: AbortSignal,
): Promise<void> {
  const { limit = ROWS } = flags;
  const rows: Row[] = [];
  // One more than is shown tells whether there are more.
  for await (const record of client.records(dataset, { ...request, limit: Math.min(limit + 1, PAGE) }, { signal })) {
    if (rows.length === limit) {
      await printRows(flags, rows, { columns: recordColumns(rows, flags.fields) });
      return remark(`The first ${limit} records; --limit shows more, --output csv and json all.`);
    }
    rows.push(record);
  }
  await printRows(flags, rows, { columns: recordColumns(rows, flags.fields) });
}

/** As the app writes them: no digit and no null is changed, and nothing is held in memory. */
async function printFile(
  client: QueryClient,
  dataset: string,
  request: RecordsRequest,
  { output, limit }: RecordsFlags,
  signal: AbortSignal,
): Promise<void> {
  const format = output === 'csv' ? 'csv' : 'ndjson';
  for await (const part of await client.export(dataset, { ...request, format, limit }, { signal })) await emit(part);
}
