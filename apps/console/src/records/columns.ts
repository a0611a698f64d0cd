import type { Dataset, Field } from '../api/answers.js';
import { splitNames } from '../format/names.js';

const PRESET = 12;
/** Side by side; more than that nobody reads, and a browser lays out slowly. */
export const MOST_COLUMNS = 100;

/** The columns that a route names, else the first own fields, and when a record came if nothing else tells a time. */
export function columnsOf({ fields }: Dataset, named: string | undefined): Field[] {
  const names = [...new Set(splitNames(named))].slice(0, MOST_COLUMNS);
  if (names.length > 0) {
    const known = new Map(fields.map((field) => [field.name, field]));
    // A place within an object, such as position.x, is a column too.
    return names.map((name) => known.get(name) ?? { name, types: [], isAdded: false });
  }
  const own = fields.filter(({ isAdded, isNested }) => !isAdded && !isNested);
  const recorded = fields.filter(({ name }) => name === '_ts');
  const hasTime = own.slice(0, PRESET).some(({ format }) => format !== undefined);
  return hasTime ? own.slice(0, PRESET) : [...recorded, ...own.slice(0, PRESET - 1)];
}
