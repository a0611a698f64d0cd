import type { Cell, Dataset, GeneratedColumn } from './dataset.js';
import { Random } from './random.js';

const HISTOGRAMS: ReadonlySet<string> = new Set(['ag', 'ay', 'az', 'ba', 'cn', 'cs', 'ee']);
/** Two columns of the original file have shorter numbers. */
const IRREGULAR: Readonly<Record<string, string>> = { am: 'am_0', ec: 'ec_00' };
const POSITIVE_SHARE = 0.017;

/** Column names of the Scania APS failure data: `class`, 100 counters `aa_000` … `eg_000`, 7 histograms of 10 bins. */
export function scaniaColumns(): string[] {
  const letters = 'abcdefghijklmnopqrstuvxyz';
  const names = ['class'];
  for (const first of 'abcde') {
    for (const second of letters) {
      const code = first + second;
      if (code > 'eg') return names;
      if (HISTOGRAMS.has(code)) for (let bin = 0; bin < 10; bin += 1) names.push(`${code}_00${bin}`);
      else names.push(IRREGULAR[code] ?? `${code}_000`);
    }
  }
  return names;
}

/** How the values of one column are spread. */
interface Profile {
  readonly digits: number;
  readonly zero: number;
  readonly missing: number;
  readonly isDecimal: boolean;
}

function profiles(random: Random, count: number): Profile[] {
  return Array.from({ length: count }, (_, index) => ({
    digits: index === 0 ? 6 : 3 + random.below(8),
    zero: random.chance(0.3) ? 0.6 : 0.08,
    missing: index === 0 ? 0 : missingShare(random),
    isDecimal: random.chance(0.06),
  }));
}

/** As in the original: most columns lack about 1 %, some a quarter, a few most of their values; 8 % in all. */
function missingShare(random: Random): number {
  const kind = random.next();
  if (kind < 0.05) return 0.7;
  return kind < 0.2 ? 0.22 : 0.013;
}

function value(random: Random, profile: Profile, isPositive: boolean): number | null {
  if (random.next() < profile.missing) return null;
  if (random.next() < profile.zero) return 0;
  const magnitude = 10 ** (random.next() * profile.digits) * (isPositive ? 4 : 1);
  const limited = Math.min(magnitude, 9_999_999_999);
  return profile.isDecimal ? Math.round(limited * 100) / 100 : Math.floor(limited);
}

const names = scaniaColumns();
const spread = profiles(new Random(20_161_004), names.length - 1);
const columns = names.map((name, index): GeneratedColumn => {
  if (index === 0) return { name, type: 'string' };
  return { name, type: spread[index - 1]?.isDecimal === true ? 'number' : 'integer' };
});

/** Rows shaped like the Scania APS training file: 1.7 % `pos`, about 8 % missing, spread the same under any seed. */
export const scania: Dataset = {
  columns,
  missing: 'na',
  *rows({ seed }) {
    const random = new Random(seed);
    for (;;) {
      const isPositive = random.chance(POSITIVE_SHARE);
      const row: Cell[] = [isPositive ? 'pos' : 'neg'];
      for (const profile of spread) row.push(value(random, profile, isPositive));
      yield row;
    }
  },
};
