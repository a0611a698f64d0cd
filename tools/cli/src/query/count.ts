import type { Command } from 'commander';
import { asking } from './asking.js';
import { emit, outputFlag, type OutputFlags, printRows } from './output.js';
import { queryFlags, type QueryFlags } from './query-flags.js';
import { selectionFlags, type SelectionFlags, selectionOf } from './selection-flags.js';

interface CountFlags extends QueryFlags, SelectionFlags, OutputFlags {
  readonly estimated?: true;
}

/** Adds `sluice query count <dataset>`. */
export function registerCount(query: Command): void {
  const command = query.command('count').description('Counts records.').argument('<dataset>');
  outputFlag(queryFlags(selectionFlags(command)))
    .option('--estimated', 'an estimate, which costs the same whatever the size')
    .action((dataset: string, flags: CountFlags) => {
      const mode = flags.estimated ? 'estimated' : 'exact';
      const request = { ...selectionOf(flags), mode } as const;
      return asking(flags, async (client, signal) => {
        const count = await client.count(dataset, request, { signal });
        if (flags.output !== 'table') return printRows(flags, [count]);
        const { margin } = count;
        const about = count.isExact
          ? ''
          : margin === undefined
            ? ' (an estimate)'
            : ` ± ${margin.toLocaleString('en')}`;
        await emit(`${count.count.toLocaleString('en')}${about}\n`);
      });
    });
}
