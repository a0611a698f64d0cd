import { SchemaInference } from '@sluice/schema';
import { jsonLine, schemaOf } from '../../apps/producer/src/generate/dataset.js';
import { Random } from '../../apps/producer/src/generate/random.js';
import { scania } from '../../apps/producer/src/generate/scania.js';

export const DATASET_NAMES = ['wide', 'small', 'nested'] as const;
export type DatasetName = (typeof DATASET_NAMES)[number];

/** Records of one shape, the same in every run. */
export interface BenchDataset {
  readonly name: DatasetName;
  readonly what: string;
  /** The JSON Schema that `sluice produce` would publish for them. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Endless lines of JSON. */
  readonly lines: () => Iterable<string>;
}

const SEED = 20_161_004;
const START = Date.UTC(2026, 0, 1);
const INFERRED_ROWS = 2_000;

function* wideLines(): Generator<string> {
  const line = jsonLine(scania);
  const options = { start: START, stepMs: 1_000, sources: 1, late: 0, duplicate: 0, outOfOrder: 0, dropOut: 0 };
  for (const row of scania.rows({ ...options, seed: SEED })) yield line(row);
}

function decimal(random: Random, limit: number): number {
  return Math.floor(random.next() * limit * 100) / 100;
}

function* smallLines(): Generator<string> {
  const random = new Random(SEED);
  for (let i = 0; ; i += 1) {
    yield JSON.stringify({
      sensor: `s-${1000 + random.below(1000)}`,
      at: new Date(START + i * 250).toISOString(),
      sequence: i,
      temperature: decimal(random, 40),
      humidity: decimal(random, 100),
      pressure: 980 + random.below(60),
      running: random.chance(0.5),
    });
  }
}

const SIGNALS = ['speed', 'torque', 'oil', 'brake', 'battery', 'cabin'];
const MODELS = ['city bus', 'long-haul truck', 'tipper'];

function* nestedLines(): Generator<string> {
  const random = new Random(SEED);
  for (let i = 0; ; i += 1) {
    yield JSON.stringify({
      at: new Date(START + i * 250).toISOString(),
      trip: i,
      vehicle: {
        id: `vehicle-${1000 + random.below(1000)}`,
        model: random.pick(MODELS),
        position: { latitude: decimal(random, 90), longitude: decimal(random, 180), altitude: random.below(2_000) },
      },
      readings: SIGNALS.map((signal) => ({
        signal,
        unit: 'SI',
        mean: decimal(random, 500),
        limits: { low: random.below(10), high: 400 + random.below(200) },
        samples: Array.from({ length: 8 }, () => decimal(random, 500)),
      })),
      faults: Array.from({ length: random.below(4) }, () => `P${1000 + random.below(900)}`),
    });
  }
}

function inferred(name: string, lines: Iterable<string>): Record<string, unknown> {
  const inference = new SchemaInference();
  let left = INFERRED_ROWS;
  for (const line of lines) {
    const bytes = Buffer.from(line);
    inference.observeJson(bytes, 0, bytes.length);
    left -= 1;
    if (left === 0) break;
  }
  return inference.finish({ title: name });
}

export const DATASETS: Readonly<Record<DatasetName, BenchDataset>> = {
  wide: { name: 'wide', what: '171 fields, 2.5 kB', schema: schemaOf(scania, 'wide'), lines: wideLines },
  small: { name: 'small', what: '7 fields, 130 B', schema: inferred('small', smallLines()), lines: smallLines },
  nested: {
    name: 'nested',
    what: '3 levels with arrays, 1 kB',
    schema: inferred('nested', nestedLines()),
    lines: nestedLines,
  },
};

/** The first lines of a data set. */
export function* take(lines: Iterable<string>, count: number): Generator<string> {
  let left = count;
  if (left <= 0) return;
  for (const line of lines) {
    yield line;
    left -= 1;
    if (left === 0) return;
  }
}
