import { describe, expect, it } from '@jest/globals';
import { type Cell, csvLine, type GenerateOptions, jsonLine, schemaOf } from './dataset.js';
import { compileSchema, RecordChecker } from '@sluice/schema';
import { DATASETS, take } from './datasets.js';
import { scania, scaniaColumns } from './scania.js';
import { sensors } from './sensors.js';

const options: GenerateOptions = {
  seed: 7,
  start: Date.UTC(2026, 0, 1),
  stepMs: 1_000,
  sources: 3,
  late: 0,
  duplicate: 0,
  outOfOrder: 0,
  dropOut: 0,
};

function rowsOf(faults: Partial<GenerateOptions>, count: number): (readonly Cell[])[] {
  return [...take(sensors.rows({ ...options, ...faults }), count)];
}

/** Sequence numbers of the first sensor, in the order of their coming. */
function sequences(rows: readonly (readonly Cell[])[]): number[] {
  return rows.filter((row) => row[0] === 'sensor-0001').map((row) => Number(row[2]));
}

describe.each(Object.entries(DATASETS))('generated %s', (name, dataset) => {
  it('is the same for the same seed and another for another', () => {
    const text = (seed: number): string =>
      [...take(dataset.rows({ ...options, seed }), 50)].map(csvLine(dataset)).join();
    expect(text(1)).toBe(text(1));
    expect(text(1)).not.toBe(text(2));
  });

  it('matches its own schema', () => {
    const checker = new RecordChecker(compileSchema(schemaOf(dataset, name)));
    for (const line of [...take(dataset.rows(options), 500)].map(jsonLine(dataset))) {
      const bytes = Buffer.from(line);
      expect(checker.check(bytes, 0, bytes.length)).toBeUndefined();
    }
  });
});

describe('generated scania rows', () => {
  it('have the 171 columns of the original', () => {
    const names = scaniaColumns();
    expect(new Set(names).size).toBe(171);
    expect(names.slice(0, 8)).toEqual(['class', 'aa_000', 'ab_000', 'ac_000', 'ad_000', 'ae_000', 'af_000', 'ag_000']);
    expect(names.slice(-3)).toEqual(['ee_009', 'ef_000', 'eg_000']);
    expect(names.filter((column) => /_00[1-9]$/.test(column))).toHaveLength(63);
  });

  it('have the shares and the size of the original', () => {
    const rows = [...take(scania.rows(options), 3_000)];
    const positive = rows.filter(([label]) => label === 'pos').length / rows.length;
    const cells = rows.flatMap((row) => row.slice(1));
    const missing = cells.filter((cell) => cell === null).length / cells.length;
    const bytes = rows.map(jsonLine(scania)).reduce((sum, line) => sum + line.length, 0) / rows.length;
    expect(positive).toBeGreaterThan(0.01);
    expect(positive).toBeLessThan(0.025);
    expect(missing).toBeGreaterThan(0.06);
    expect(missing).toBeLessThan(0.1);
    expect(bytes).toBeGreaterThan(2_000);
    expect(bytes).toBeLessThan(3_000);
    const largest = cells.reduce((max: number, cell) => Math.max(max, Number(cell)), 0);
    expect(largest).toBeGreaterThan(1e9);
    expect(largest).toBeLessThan(1e10);
  });
});

describe('faults of sensors', () => {
  it('do not occur unless asked for', () => {
    const seen = sequences(rowsOf({}, 900));
    expect(seen).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
  });

  it('drop out: readings never come', () => {
    const seen = sequences(rowsOf({ dropOut: 0.1 }, 2_700));
    const lost = 1 - seen.length / Math.max(...seen);
    expect(lost).toBeGreaterThan(0.05);
    expect(lost).toBeLessThan(0.15);
  });

  it('duplicate: readings come twice, one after the other', () => {
    const rows = rowsOf({ duplicate: 0.1 }, 3_000);
    const twice = rows.filter((row, i) => i > 0 && row === rows[i - 1]).length;
    expect(twice).toBeGreaterThan(150);
    expect(twice).toBeLessThan(450);
  });

  it('out of order: neighbours change places and none is lost', () => {
    const rows = rowsOf({ outOfOrder: 0.1, sources: 1 }, 2_000);
    const seen = sequences(rows);
    expect(seen.filter((value, i) => value < (seen[i - 1] ?? 0)).length).toBeGreaterThan(100);
    expect(Math.max(...seen.map((value, i) => Math.abs(value - i - 1)))).toBe(1);
  });

  it('late: readings come 10 to 99 rows after their turn', () => {
    const seen = sequences(rowsOf({ late: 0.05, sources: 1 }, 4_000));
    const late = seen.filter((value, i) => value < Math.max(...seen.slice(Math.max(0, i - 120), i)));
    expect(late.length).toBeGreaterThan(100);
    expect(new Set(seen).size).toBe(seen.length);
  });
});
