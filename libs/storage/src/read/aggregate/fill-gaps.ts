import type { Fill } from '../../query/aggregate-plan.js';
import type { Measure } from '../../query/measure.js';

/** A window of one group: the JSON text of each measure; undefined where it holds no records. */
export interface Row {
  readonly window: number;
  readonly texts: readonly string[] | undefined;
}

/** A row whose gap, if it was one, is filled. */
export interface FilledRow {
  readonly window: number;
  readonly texts: readonly string[];
}

const COUNTS: ReadonlySet<Measure['does']> = new Set(['count', 'distinct']);

/**
 * Fills the windows of one group that hold no records, in their order. Counts are 0 there, whatever the way; what is
 * neither before nor behind a window that has one is null.
 */
export function fillGaps(rows: readonly Row[], measures: readonly Measure[], fill: Fill): FilledRow[] {
  const columns = measures.map(({ does }, column) => {
    const texts = rows.map((row) => row.texts?.[column]);
    return COUNTS.has(does) ? texts.map((text) => text ?? '0') : filled(texts, does, fill);
  });
  return rows.map(({ window }, i) => ({ window, texts: columns.map((column) => column[i] ?? 'null') }));
}

function filled(texts: readonly (string | undefined)[], does: Measure['does'], fill: Fill): string[] {
  switch (fill) {
    case 'zero':
      return texts.map((text) => text ?? (does === 'first' || does === 'last' ? 'null' : '0'));
    case 'previous':
      return previous(texts);
    case 'linear':
      return linear(texts);
    default:
      return texts.map((text) => text ?? 'null');
  }
}

function previous(texts: readonly (string | undefined)[]): string[] {
  let last = 'null';
  return texts.map((text) => (last = text ?? last));
}

/** Windows count as equally long. */
function linear(texts: readonly (string | undefined)[]): string[] {
  const result = texts.map((text) => text ?? 'null');
  let left = -1;
  for (const [i, text] of texts.entries()) {
    if (text === undefined) continue;
    const [from, to] = [Number(texts[left] ?? 'null'), Number(text)];
    const firstGap = left < 0 ? i : left + 1;
    for (let gap = firstGap; gap < i; gap += 1) {
      const value = from + ((to - from) * (gap - left)) / (i - left);
      if (Number.isFinite(value) && texts[left] !== 'null' && text !== 'null') result[gap] = String(value);
    }
    left = i;
  }
  return result;
}
