import type { Cell, GenerateOptions } from './dataset.js';
import { Random } from './random.js';

type Row = readonly Cell[];

/** Rows that a late one lets pass before it comes. */
const LATE_MIN = 10;
const LATE_SPAN = 90;

/**
 * Spoils a stream of rows as real networks do, each fault with its own share: a row is left out, comes twice, changes
 * places with the next, or comes 10 to 99 rows late. The faults are the same for the same seed, and do not change the
 * rows themselves.
 */
export function* withFaults(rows: Iterable<Row>, options: GenerateOptions): Generator<Row> {
  const random = new Random(options.seed ^ 0x5eed);
  const late: { readonly row: Row; readonly due: number }[] = [];
  let held: Row | undefined;
  let position = 0;
  for (const row of rows) {
    position += 1;
    while (late[0] !== undefined && late[0].due <= position) yield late.shift()?.row ?? row;
    if (random.chance(options.dropOut)) continue;
    if (random.chance(options.late)) {
      late.push({ row, due: position + LATE_MIN + random.below(LATE_SPAN) });
      late.sort((a, b) => a.due - b.due);
      continue;
    }
    if (held === undefined && random.chance(options.outOfOrder)) {
      held = row;
      continue;
    }
    yield row;
    if (held !== undefined) {
      yield held;
      held = undefined;
    }
    if (random.chance(options.duplicate)) yield row;
  }
  if (held !== undefined) yield held;
  for (const { row } of late) yield row;
}
