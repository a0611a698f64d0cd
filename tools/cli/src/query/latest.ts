import type { Command } from 'commander';
import { asking } from './asking.js';
import { gathered, list, positive } from './flag-values.js';
import { outputFlag, type OutputFlags, printRows, recordColumns, remark, type Row } from './output.js';
import { queryFlags, type QueryFlags } from './query-flags.js';

interface LatestFlags extends QueryFlags, OutputFlags {
  readonly by?: string;
  readonly key?: readonly string[];
  readonly fields?: readonly string[];
  readonly limit: number;
}

const KEYS = 100;
const PAGE = 1_000;

/** Adds `sluice query latest <dataset>`. */
export function registerLatest(query: Command): void {
  const command = query.command('latest').description('Shows the latest record of each key.').argument('<dataset>');
  outputFlag(queryFlags(command))
    .option('--by <field>', "field whose values are the keys; by default the record's key, _key")
    .option('--key <key>', 'only this key; repeatable', gathered)
    .option('--fields <list>', 'fields to show, separated by commas; by default all', list)
    .option('--limit <count>', 'keys at most', positive, KEYS)
    .action((dataset: string, flags: LatestFlags) =>
      asking(flags, async (client, signal) => {
        const { by, key, fields, limit } = flags;
        const rows: Row[] = [];
        let hasMore = false;
        const request = { by, key, fields, limit: Math.min(limit + 1, PAGE) };
        for await (const record of client.latest(dataset, request, { signal })) {
          hasMore = rows.length === limit;
          if (hasMore) break;
          rows.push(record);
        }
        const columns = flags.output === 'table' ? { columns: recordColumns(rows, fields) } : {};
        await printRows(flags, rows, columns);
        if (hasMore) remark(`The first ${limit} keys; --limit shows more.`);
      }),
    );
}
