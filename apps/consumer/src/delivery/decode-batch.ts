import { type ErrorCode, HEADER_SCHEMA, SluiceError } from '@sluice/contracts';
import type { SchemaStore } from '@sluice/kafka';
import type { RecordBatch, RecordBlock } from '@sluice/kafka/consume';
import type { CompiledSchema } from '@sluice/schema';
import { SinkBatch } from '@sluice/sinks';
import type { DeadRecord } from './dead-record.js';

/** Confluent wire format: byte 0, four bytes of schema id, JSON. */
const FRAMING_MAGIC = 0;
const FRAMING_BYTES = 5;
const SCHEMA_HEADER = Buffer.from(HEADER_SCHEMA);
/** As `compileSchema` makes it. What a header holds otherwise is not looked up, kept or told. */
const FINGERPRINT = /^[0-9a-f]{16}$/;

/** How values are read, after Kafka Connect's converters. */
export type ValueFormat = 'json' | 'json-schema-registry' | 'auto';

export interface DecodedBatch {
  readonly sinkBatch: SinkBatch;
  readonly dead: readonly DeadRecord[];
}

/**
 * Takes the framing off each value and finds its schema, leaving the JSON itself to the sink. Records without a value,
 * with broken framing or an unknown schema come back as dead. Throws a transient error while schemas cannot be read.
 */
export async function decodeBatch(
  batch: RecordBatch,
  format: ValueFormat,
  schemas: SchemaStore,
): Promise<DecodedBatch> {
  const decoder = new BatchDecoder(batch, format, schemas);
  for (const block of batch.blocks) {
    for (let row = 0; row < block.count; row++) {
      if (!decoder.decode(block, row)) await decoder.resolveAndDecode(block, row);
    }
  }
  return decoder;
}

class BatchDecoder implements DecodedBatch {
  readonly sinkBatch: SinkBatch;
  readonly dead: DeadRecord[] = [];
  private readonly found = new Map<string | number, CompiledSchema | SluiceError>();

  constructor(
    batch: RecordBatch,
    private readonly format: ValueFormat,
    private readonly store: SchemaStore,
  ) {
    this.sinkBatch = new SinkBatch(batch.topic, batch.partition, batch.count);
  }

  /** False where the record's schema has to be looked up first. */
  decode(block: RecordBlock, row: number): boolean {
    const start = block.valueStart[row] ?? -1;
    const end = block.valueEnd[row] ?? -1;
    if (start < 0 || start === end) return this.reject(block, row, 'VALUE_EMPTY', 'it has no value');
    if (this.format !== 'json' && block.buffer[start] === FRAMING_MAGIC) {
      if (end - start <= FRAMING_BYTES) return this.reject(block, row, 'VALUE_BAD_FRAMING', 'its framing is cut off');
      const id = block.buffer.readInt32BE(start + 1);
      // bytes of another format, every second time: no registry has such an id
      if (id < 0) return this.reject(block, row, 'VALUE_BAD_FRAMING', 'its schema id is negative');
      return this.accept(block, row, start + FRAMING_BYTES, id);
    }
    if (this.format === 'json-schema-registry') {
      return this.reject(block, row, 'VALUE_BAD_FRAMING', 'its value has no registry framing');
    }
    const fingerprint = fingerprintOf(block, row);
    if (fingerprint !== undefined) return this.accept(block, row, start, fingerprint);
    this.sinkBatch.add(block, row, start, undefined);
    return true;
  }

  /** Looks the record's schema up and decodes it then. */
  async resolveAndDecode(block: RecordBlock, row: number): Promise<void> {
    const start = block.valueStart[row] ?? 0;
    const framed = this.format !== 'json' && block.buffer[start] === FRAMING_MAGIC;
    const reference = framed ? block.buffer.readInt32BE(start + 1) : (fingerprintOf(block, row) ?? '');
    this.found.set(reference, await this.resolve(reference));
    this.decode(block, row);
  }

  private async resolve(reference: string | number): Promise<CompiledSchema | SluiceError> {
    if (typeof reference === 'string' && !FINGERPRINT.test(reference)) {
      return new SluiceError('SCHEMA_UNKNOWN', `decoding a record: its header ${HEADER_SCHEMA} holds no fingerprint`);
    }
    try {
      return await (typeof reference === 'number'
        ? this.store.resolveId(reference)
        : this.store.resolveFingerprint(reference));
    } catch (error) {
      if (error instanceof SluiceError && error.kind === 'record') return error;
      throw error;
    }
  }

  private accept(block: RecordBlock, row: number, start: number, reference: string | number): boolean {
    const schema = this.found.get(reference);
    if (schema === undefined) return false;
    if (schema instanceof SluiceError) this.dead.push({ block, row, stage: 'VALUE_CONVERTER', error: schema });
    else this.sinkBatch.add(block, row, start, schema);
    return true;
  }

  private reject(block: RecordBlock, row: number, code: ErrorCode, why: string): true {
    const error = new SluiceError(code, `decoding a record: ${why}`);
    this.dead.push({ block, row, stage: 'VALUE_CONVERTER', error });
    return true;
  }
}

function fingerprintOf(block: RecordBlock, row: number): string | undefined {
  if (!block.hasHeaders(row)) return undefined;
  return block.header(row, SCHEMA_HEADER)?.toString('latin1');
}
