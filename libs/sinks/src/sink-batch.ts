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
}
