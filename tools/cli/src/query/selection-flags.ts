import type { TextFilters, TextSelection } from '@sluice/client';
import { type Command, InvalidArgumentError } from 'commander';
import { usage } from '../usage.js';
import { conditionOf, type Condition, filterOf } from './conditions.js';

/** Which records, as flags. */
export interface SelectionFlags {
  readonly where?: readonly Condition[];
  readonly filter?: readonly Condition[];
  readonly since?: string;
  readonly from?: string;
  readonly to?: string;
  readonly timeField?: string;
}

const MS: Readonly<Record<string, number>> = { s: 1e3, m: 6e4, h: 3.6e6, d: 8.64e7, w: 6.048e8 };

export function selectionFlags(command: Command): Command {
  return command
    .option(
      '--where <condition>',
      "such as 'V1>=23' or 'weather in rain,snow'; repeatable, all must hold",
      gather(conditionOf),
    )
    .option('--filter <condition>', 'field=op:value, for names that hold marks; repeatable', gather(filterOf))
    .option('--since <duration>', 'only the last 90s, 30m, 1h, 7d or 2w', instantBefore)
    .option('--from <time>', 'begin of the time range, inclusive: 2015-02-04 or 2015-02-04T17:51:00Z')
    .option('--to <time>', 'end of the time range, exclusive')
    .option('--time-field <field>', "field of dates that the range is about; by default the record's timestamp, _ts");
}

/** What the flags select. @throws InvalidArgumentError where they contradict each other */
export function selectionOf({ where = [], filter = [], since, from, to, timeField }: SelectionFlags): TextSelection {
  if (since !== undefined && from !== undefined) throw usage('give --since or --from, not both');
  return { filters: filtersOf([...where, ...filter]), from: since ?? from, to, timeField };
}

function filtersOf(conditions: readonly Condition[]): TextFilters {
  const filters = new Map<string, string[]>();
  for (const { field, operator, text } of conditions) {
    const parameter = `${field}[${operator}]`;
    filters.set(parameter, [...(filters.get(parameter) ?? []), text]);
  }
  return Object.fromEntries(filters);
}

function gather(read: (text: string) => Condition) {
  return (text: string, before: readonly Condition[] = []): Condition[] => [...before, read(text)];
}

/** The instant so long ago, ISO 8601. */
function instantBefore(duration: string): string {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(duration.trim()) ?? [];
  const ago = Number(count) * (MS[unit] ?? Number.NaN);
  const instant = new Date(Date.now() - ago);
  if (count !== undefined && !Number.isNaN(instant.getTime())) return instant.toISOString();
  throw new InvalidArgumentError('It must be a duration such as 90s, 30m, 1h, 7d or 2w.');
}
