import type { AggregateRequest } from '@sluice/client';
import { type Command, Option } from 'commander';
import { usage } from '../usage.js';
import { asking } from './asking.js';
import { gathered, list } from './flag-values.js';
import { followAggregate, rowsOf } from './follow-aggregate.js';
import { outputFlag, type OutputFlags, printRows, remark } from './output.js';
import { queryFlags, type QueryFlags } from './query-flags.js';
import { selectionFlags, type SelectionFlags, selectionOf } from './selection-flags.js';

interface AggregateFlags extends QueryFlags, SelectionFlags, OutputFlags {
  readonly measures?: readonly string[];
  readonly by?: readonly string[];
  readonly window?: string;
  readonly zone?: string;
  readonly fill?: NonNullable<AggregateRequest['fill']>;
  readonly follow?: true;
}

const FILLS: readonly NonNullable<AggregateRequest['fill']>[] = ['none', 'null', 'zero', 'previous', 'linear'];

/** Adds `sluice query aggregate <dataset>`. */
export function registerAggregate(query: Command): void {
  const command = query
    .command('aggregate')
    .description('Computes measures of records, by windows of time and by groups.')
    .argument('<dataset>');
  outputFlag(queryFlags(selectionFlags(command)))
    .option('--measures <list>', "such as 'count,avg(V1),p95(V1)'; by default count", gathered)
    .option('--by <list>', 'fields whose values make groups', list)
    .option('--window <length>', '30s, 5m, 1h, 7d, or day, week, month, quarter, year')
    .option('--zone <zone>', 'time zone of days and longer, such as Europe/Berlin; by default UTC')
    .addOption(new Option('--fill <how>', 'what stands in windows without records').choices(FILLS))
    .option('--follow', 'then prints the rows that change, as they do, until Ctrl-C')
    .action((dataset: string, flags: AggregateFlags) => {
      const { measures, by, window, zone, fill, follow } = flags;
      const followed = { ...selectionOf(flags), measures, by, window, zone };
      if (follow && fill !== undefined) throw usage('what is followed has no --fill: windows come with their records');
      return asking(flags, async (client, signal) => {
        if (follow) return followAggregate(client, dataset, followed, flags, signal);
        const answer = await client.aggregate(dataset, { ...followed, fill }, { signal });
        const { data, meta } = answer;
        await printRows(flags, rowsOf(answer), { json: data });
        if (!meta.isExact) remark('Percentiles or distinct counts are estimates.');
        if (meta.skipped) remark(`${meta.skipped.toLocaleString('en')} records have no time and are in no window.`);
      });
    });
}
