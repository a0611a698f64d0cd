import type { Command } from 'commander';
import { asking } from './asking.js';
import { outputFlag, type OutputFlags, printRows, remark } from './output.js';
import { queryFlags, type QueryFlags } from './query-flags.js';

type Flags = QueryFlags & OutputFlags;

/** Adds `sluice query datasets` and `sluice query fields <dataset>`. */
export function registerDatasets(query: Command): void {
  outputFlag(
    queryFlags(query.command('datasets').description('Lists the datasets, with counts and time ranges.')),
  ).action((flags: Flags) =>
    asking(flags, async (client, signal) => {
      const datasets = await client.datasets({ signal });
      const rows = datasets.map(({ name, count, fields, topics, timeRange }) => ({
        dataset: name,
        records: count,
        fields,
        topics: topics.join(','),
        first: timeRange.first,
        last: timeRange.last,
      }));
      await printRows(flags, rows, { json: datasets });
      if (rows.length === 0) remark('Datasets appear with their first records: sluice produce <files>');
    }),
  );
  outputFlag(queryFlags(query.command('fields').description('Lists the fields of a dataset, with their types.')))
    .argument('<dataset>')
    .action((dataset: string, flags: Flags) =>
      asking(flags, async (client, signal) => {
        const { fields } = await client.dataset(dataset, { signal });
        const rows = fields.map(({ name, types, format }) => ({ field: name, types: types.join(','), format }));
        await printRows(flags, rows, { json: fields });
      }),
    );
}
