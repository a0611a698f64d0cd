import type { RecordBatch } from '@sluice/kafka/consume';
import type { SinkBatch, WriteOutcome } from '@sluice/sinks';
import type { KeyQuarantine } from '@sluice/storage';
import type { DeadRecord } from './dead-record.js';
import { HeldKeys } from './held-keys.js';
import { type KeyOrderedWrite, noteRefused, replaysOf, writeInKeyOrder } from './write-in-key-order.js';

interface View {
  /** That of the assignment: another process may have held keys before it. */
  readonly signal: AbortSignal;
  readonly held: HeldKeys;
}

/** How the store is reached; both try again while it is away. */
export interface QuarantineStore {
  readonly write: (part: SinkBatch) => Promise<WriteOutcome>;
  readonly ask: <T>(work: () => Promise<T>) => Promise<T>;
}

/**
 * Keeps the order of a key where one of its records is refused: those behind it are refused too, until that was replayed
 * or discarded. Batches of a partition must come one after another.
 */
export class Quarantine {
  private readonly views = new Map<string, View>();

  constructor(private readonly store: KeyQuarantine) {}

  /**
   * Writes what is free and answers what is not, `dead` included. What is refused is noted in the store when this
   * resolves, so before its dead letters are published. Throws what `write` and the store throw.
   */
  async write(
    batch: RecordBatch,
    decoded: { readonly sinkBatch: SinkBatch; readonly dead: readonly DeadRecord[] },
    { write, ask }: QuarantineStore,
  ): Promise<KeyOrderedWrite> {
    const { topic, partition } = batch;
    const held = await this.view(batch, ask);
    for (const dead of decoded.dead) noteRefused(held, dead);
    const written = await writeInKeyOrder(decoded.sinkBatch, held, write);
    const refused = [...decoded.dead, ...written.refused];
    const records = refused.flatMap(({ block, row }) => {
      const key = block.key(row);
      const offset = block.offsets[row]!;
      return key === null ? [] : [{ topic, partition, offset, key, replays: replaysOf(block, row) }];
    });
    if (records.length > 0) await ask(() => this.store.hold(records));
    return { ...written, refused };
  }

  /** Asked for anew with each batch while keys are held: whoever replays their letters may be another process. */
  private async view({ topic, partition, signal }: RecordBatch, ask: QuarantineStore['ask']): Promise<HeldKeys> {
    const name = `${topic}/${partition}`;
    const known = this.views.get(name);
    if (known?.signal === signal && known.held.isEmpty) return known.held;
    const held = new HeldKeys(await ask(() => this.store.held(topic, partition)));
    this.views.set(name, { signal, held });
    return held;
  }
}
