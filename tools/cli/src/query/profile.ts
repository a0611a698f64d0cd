import type { Profile } from '@sluice/client';
import type { Command } from 'commander';
import { asking } from './asking.js';
import { list, positive } from './flag-values.js';
import { outputFlag, type OutputFlags, printRows, remark, type Row } from './output.js';
import { queryFlags, type QueryFlags } from './query-flags.js';
import { selectionFlags, type SelectionFlags, selectionOf } from './selection-flags.js';
import { sparkline } from './sparkline.js';

interface ProfileFlags extends QueryFlags, SelectionFlags, OutputFlags {
  readonly fields?: readonly string[];
  readonly sample?: number;
  readonly maxAge?: number;
}

type FieldProfile = Profile['data'][number];

const SHOWN_VALUES = 3;

/** Adds `sluice query profile <dataset>`. */
export function registerProfile(query: Command): void {
  const command = query
    .command('profile')
    .description('Shows what is in each field: types, missing and frequent values, spread, histogram.')
    .argument('<dataset>');
  outputFlag(queryFlags(selectionFlags(command)))
    .option('--fields <list>', 'fields to look at, separated by commas; by default all', list)
    .option('--sample <count>', 'records to look at', positive)
    .action((dataset: string, flags: ProfileFlags) => {
      const request = { ...selectionOf(flags), fields: flags.fields, sample: flags.sample };
      return asking(flags, async (client, signal) => {
        const profile = await client.profile(dataset, request, { signal });
        const rows = flags.output === 'csv' ? profile.data.map(facts) : profile.data.map(shown);
        await printRows(flags, rows, { json: [profile] });
        const { isSampled, records, estimatedTotal } = profile.sample;
        const total = estimatedTotal.toLocaleString('en');
        if (isSampled) remark(`Of a random sample of ${records.toLocaleString('en')} of ${total} records.`);
      });
    });
}

/** Every figure in a column of its own. */
function facts({ field, types, missing, nulls, distinct, numbers }: FieldProfile): Row {
  return {
    field,
    types,
    missing,
    nulls,
    distinct: distinct.count,
    count: numbers?.count,
    min: numbers?.min,
    max: numbers?.max,
    mean: numbers?.mean,
    stddev: numbers?.stddev,
    ...numbers?.quantiles,
  };
}

function shown({ field, types, missing, nulls, distinct, numbers, top }: FieldProfile): Row {
  const frequent = top.slice(0, SHOWN_VALUES).map(({ value, count }) => `${textOf(value)} ×${count}`);
  const histogram = sparkline((numbers?.histogram ?? []).map((bin) => Number(bin['count'])));
  return {
    field,
    types: typesOf(Object.keys(types)),
    missing: missing + nulls,
    distinct: `${distinct.isExact ? '' : '~'}${distinct.count}`,
    min: short(numbers?.min),
    median: short(numbers?.quantiles['p50']),
    max: short(numbers?.max),
    distribution: numbers === undefined ? frequent.join(', ') : histogram,
  };
}

/** Nulls are counted beside them, and integers are numbers. */
function typesOf(types: readonly string[]): string {
  const isCovered = (type: string): boolean => type === 'null' || (type === 'integer' && types.includes('number'));
  return types.filter((type) => !isCovered(type)).join(',');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Of a number six digits, of an instant what is not midnight. */
function short(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(6));
  return typeof value === 'string' ? value.replace(/T00:00:00\.000Z$/, '').replace(/:\d\d\.\d{3}Z$/, 'Z') : '';
}
