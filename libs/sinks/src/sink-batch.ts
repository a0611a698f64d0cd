import type { RecordBlock } from '@sluice/kafka/consume';
import type { CompiledSchema } from '@sluice/schema';

/**
 * Records of one partition on their way into a sink, as columns: record `i` is row `rows[i]` of `blocks[i]`, and its
 * JSON begins at `valueStart[i]` of that block's buffer, behind any registry framing.
 */
export class SinkBatch {
  count = 0;
  readonly blocks: RecordBlock[] = [];
  readonly rows: Int32Array;
  readonly valueStart: Int32Array;
  readonly schemas: (CompiledSchema | undefined)[] = [];

  constructor(
    readonly topic: string,
    readonly partition: number,
    capacity: number,
  ) {
    this.rows = new Int32Array(capacity);
    this.valueStart = new Int32Array(capacity);
  }

  add(block: RecordBlock, row: number, valueStart: number, schema: CompiledSchema | undefined): void {
    const i = this.count++;
    this.blocks[i] = block;
    this.rows[i] = row;
    this.valueStart[i] = valueStart;
    this.schemas[i] = schema;
  }

  /** The records at these indices, ascending, over the same memory. */
  pick(indices: readonly number[]): SinkBatch {
    const part = new SinkBatch(this.topic, this.partition, indices.length);
    for (const i of indices) part.add(this.blocks[i]!, this.rows[i]!, this.valueStart[i]!, this.schemas[i]);
    return part;
  }

  /** Records from `from` to before `to`, over the same memory. */
  slice(from: number, to: number): SinkBatch {
    const part = new SinkBatch(this.topic, this.partition, to - from);
    for (let i = from; i < to; i += 1) part.add(this.blocks[i]!, this.rows[i]!, this.valueStart[i]!, this.schemas[i]);
    return part;
  }
}
