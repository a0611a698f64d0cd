import type { SluiceError } from '@sluice/contracts';
import type { RecordBatch } from '@sluice/kafka/consume';
import type { Metrics, MetricSpec } from '@sluice/runtime';
import type { WriteOutcome } from '@sluice/sinks';

/** Metrics of the consumer app. */
export const consumerMetrics = {
  stored: {
    name: 'sluice_records_stored_total',
    kind: 'counter',
    help: 'Records that became durable in the sink.',
    labels: ['connector', 'topic'],
  },
  duplicates: {
    name: 'sluice_records_duplicate_total',
    kind: 'counter',
    help: 'Records that were delivered again and changed nothing.',
    labels: ['connector', 'topic'],
  },
  deadLettered: {
    name: 'sluice_records_dead_lettered_total',
    kind: 'counter',
    help: 'Records whose dead letter the broker acknowledged.',
    labels: ['connector', 'topic'],
  },
  replayed: {
    name: 'sluice_dead_letters_replayed_total',
    kind: 'counter',
    help: 'Dead letters whose record was produced again.',
    labels: ['connector'],
  },
  discarded: {
    name: 'sluice_dead_letters_discarded_total',
    kind: 'counter',
    help: 'Dead letters that somebody marked as done with.',
    labels: ['connector'],
  },
  retries: {
    name: 'sluice_retries_total',
    kind: 'counter',
    help: 'Attempts that failed and were repeated, by step and error code.',
    labels: ['connector', 'step', 'code'],
  },
  batchRecords: {
    name: 'sluice_batch_records',
    kind: 'histogram',
    help: 'Records in a write.',
    labels: ['connector'],
    buckets: [1, 10, 100, 500, 1_000, 2_500, 5_000, 10_000, 25_000],
  },
  writeSeconds: {
    name: 'sluice_write_seconds',
    kind: 'histogram',
    help: 'Seconds from handing a batch to the sink until it is durable.',
    labels: ['connector'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  circuitOpen: {
    name: 'sluice_circuit_open',
    kind: 'gauge',
    help: '1 while the service that a step needs is away and work waits for it.',
    labels: ['connector', 'step'],
  },
  lag: {
    name: 'sluice_lag_records',
    kind: 'gauge',
    help: 'Records of the partition that are not committed yet.',
    labels: ['connector', 'topic', 'partition'],
  },
  bytesInFlight: {
    name: 'sluice_bytes_in_flight',
    kind: 'gauge',
    help: 'Bytes of fetched records that are not durable yet.',
    labels: ['connector'],
  },
} as const satisfies Record<string, MetricSpec>;

type Instruments = ReturnType<typeof declareInstruments>;

/** Declares the metrics once for the process. */
export function declareInstruments(metrics: Metrics) {
  return {
    stored: metrics.counter(consumerMetrics.stored),
    duplicates: metrics.counter(consumerMetrics.duplicates),
    deadLettered: metrics.counter(consumerMetrics.deadLettered),
    replayed: metrics.counter(consumerMetrics.replayed),
    discarded: metrics.counter(consumerMetrics.discarded),
    retries: metrics.counter(consumerMetrics.retries),
    batchRecords: metrics.histogram(consumerMetrics.batchRecords),
    writeSeconds: metrics.histogram(consumerMetrics.writeSeconds),
  };
}

/** What one topic of a connector has come to since the process started. */
export interface TopicCounts {
  stored: number;
  duplicates: number;
  deadLettered: number;
}

/** Counts for one connector, in Prometheus and for `GET /v1/connectors`. */
export class ConnectorMetrics {
  readonly counts = new Map<string, TopicCounts>();
  private readonly troubles = new Map<object, SluiceError>();

  constructor(
    private readonly connector: string,
    private readonly instruments: Instruments,
  ) {}

  /** An error that some work is being retried for; undefined while nothing is. */
  get trouble(): SluiceError | undefined {
    return this.troubles.values().next().value;
  }

  delivered({ topic }: RecordBatch, { stored, duplicates }: WriteOutcome, deadLettered: number): void {
    const labels = { connector: this.connector, topic };
    const counts = this.counts.get(topic) ?? { stored: 0, duplicates: 0, deadLettered: 0 };
    counts.stored += stored;
    counts.duplicates += duplicates;
    counts.deadLettered += deadLettered;
    this.counts.set(topic, counts);
    this.instruments.stored.inc(labels, stored);
    if (duplicates > 0) this.instruments.duplicates.inc(labels, duplicates);
    if (deadLettered > 0) this.instruments.deadLettered.inc(labels, deadLettered);
  }

  wrote(records: number, seconds: number): void {
    this.instruments.batchRecords.observe({ connector: this.connector }, records);
    this.instruments.writeSeconds.observe({ connector: this.connector }, seconds);
  }

  replayed(letters: number): void {
    this.instruments.replayed.inc({ connector: this.connector }, letters);
  }

  discarded(letters: number): void {
    this.instruments.discarded.inc({ connector: this.connector }, letters);
  }

  /** To be followed by {@link ended} for the same work, however it ends. */
  retrying(work: object, step: string, error: SluiceError): void {
    this.instruments.retries.inc({ connector: this.connector, step, code: error.code });
    this.troubles.set(work, error);
  }

  ended(work: object): void {
    this.troubles.delete(work);
  }
}
