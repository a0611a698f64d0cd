import type { Cell, Dataset, GenerateOptions } from './dataset.js';
import { withFaults } from './faults.js';
import { Random } from './random.js';

const DAY_MS = 86_400_000;
const SAWTOOTH_MS = 600_000;

interface Sensor {
  readonly id: string;
  readonly phase: number;
  pressure: number;
  sequence: number;
}

function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}

function reading(sensor: Sensor, instant: number, random: Random): Cell[] {
  const day = (instant % DAY_MS) / DAY_MS;
  sensor.pressure += random.noise() * 0.05;
  sensor.sequence += 1;
  const temperature = 20 + 6 * Math.sin(2 * Math.PI * (day + sensor.phase)) + random.noise() * 0.2;
  const humidity = 50 - 15 * Math.sin(2 * Math.PI * (day + sensor.phase)) + random.noise();
  const load = ((instant + sensor.phase * SAWTOOTH_MS) % SAWTOOTH_MS) / SAWTOOTH_MS;
  const isRunning = Math.floor(instant / SAWTOOTH_MS) % 2 === 0;
  return [
    sensor.id,
    new Date(instant).toISOString(),
    sensor.sequence,
    round(temperature, 2),
    round(humidity, 1),
    round(sensor.pressure, 2),
    round(load * 100, 1),
    Math.max(0, Math.round(random.noise() * 3 + (isRunning ? 40 : 2))),
    isRunning,
  ];
}

function* readings(options: GenerateOptions): Generator<Cell[]> {
  const random = new Random(options.seed);
  const sensors = Array.from({ length: options.sources }, (_, index): Sensor => ({
    id: `sensor-${String(index + 1).padStart(4, '0')}`,
    phase: random.next(),
    pressure: 1000 + random.below(30),
    sequence: 0,
  }));
  for (let instant = options.start; ; instant += options.stepMs) {
    for (const sensor of sensors) yield reading(sensor, instant, random);
  }
}

/**
 * Sensors that all report once a step: temperature and humidity as sines over the day, pressure as a random walk,
 * load as a sawtooth of 10 minutes, vibration and running as a square wave. `sequence` counts the readings of each
 * sensor from 1, so that lost, repeated and swapped ones can be told from the data.
 */
export const sensors: Dataset = {
  columns: [
    { name: 'sensor_id', type: 'string' },
    { name: 'event_timestamp', type: 'string', format: 'date-time' },
    { name: 'sequence', type: 'integer' },
    { name: 'temperature', type: 'number' },
    { name: 'humidity', type: 'number' },
    { name: 'pressure', type: 'number' },
    { name: 'load', type: 'number' },
    { name: 'vibration', type: 'integer' },
    { name: 'running', type: 'boolean' },
  ],
  key: 'sensor_id',
  missing: '',
  rows: (options) => withFaults(readings(options), options),
};
