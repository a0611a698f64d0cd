import { SluiceError } from '@sluice/contracts';
import type { BatchConsumer, RecordBatch } from '@sluice/kafka/consume';
import type { Sink } from '@sluice/sinks';
import type { DeadLetterLog, KeyQuarantine } from '@sluice/storage';
import type { ConnectorMetrics } from './connector-metrics.js';
import type { ConnectorConfig } from './connectors/connector-config.js';
import type { Circuit } from './delivery/circuit.js';
import type { Delivered, Pipeline, Step } from './delivery/pipeline.js';

/** A running connector: its configuration, its pipeline and what has become of it. */
export class Connector {
  /** Why it stopped for good; undefined while it runs. */
  failure: SluiceError | undefined;
  /** Set once the transport listens. */
  consumer: BatchConsumer | undefined;

  constructor(
    readonly config: ConnectorConfig,
    readonly sink: Sink,
    readonly metrics: ConnectorMetrics,
    private readonly pipeline: Pipeline,
    /** What was done to its dead letters, in its own store. */
    readonly deadLetterLog: DeadLetterLog,
    /** Keys of which records are held; undefined where none are. */
    readonly quarantine: KeyQuarantine | undefined,
  ) {}

  deliver(batch: RecordBatch): Promise<Delivered> {
    return this.pipeline.deliver(batch);
  }

  /** By step. */
  get circuits(): readonly (readonly [Step, Circuit])[] {
    return this.pipeline.circuits;
  }

  /** Records not committed yet, over all partitions assigned here; undefined while none is known. */
  get lag(): number | undefined {
    const known = [...(this.consumer?.progress.values() ?? [])].filter(
      ({ highWatermark }) => highWatermark !== undefined,
    );
    if (known.length === 0) return undefined;
    return known.reduce(
      (sum, { highWatermark = 0, committed, position = 0 }) => sum + highWatermark - (committed ?? position),
      0,
    );
  }
}
