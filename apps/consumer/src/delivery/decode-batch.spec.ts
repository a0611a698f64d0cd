import { describe, expect, it, jest } from '@jest/globals';
import { HEADER_SCHEMA, SluiceError } from '@sluice/contracts';
import { SchemaStore } from '@sluice/kafka';
import { blockFromMessages, type RecordBatch } from '@sluice/kafka/consume';
import { compileSchema } from '@sluice/schema';
import { decodeBatch, type ValueFormat } from './decode-batch.js';

const schema = compileSchema({ type: 'object', properties: { n: { type: 'integer' } } });
const framed = (id: number, json: string): Buffer => Buffer.concat([Buffer.from([0, 0, 0, 0, id]), Buffer.from(json)]);

class Schemas extends SchemaStore {
  readonly publish = () => Promise.reject(new Error('not asked for'));
  readonly latest = () => Promise.resolve(undefined);
  readonly close = () => Promise.resolve();
  readonly resolveId = jest.fn((id: number) => (id === 1 ? Promise.resolve(schema) : Promise.reject(unknown())));
  readonly resolveFingerprint = jest.fn(() => Promise.resolve(schema));
}

function unknown(): SluiceError {
  return new SluiceError('SCHEMA_UNKNOWN', 'looking up a schema');
}

interface Value {
  readonly value: Buffer | null;
  readonly fingerprint?: string;
}

function batchOf(values: readonly Value[]): RecordBatch {
  const messages = values.map(({ value, fingerprint }, i) => ({
    key: null,
    value,
    offset: String(i),
    timestamp: '0',
    attributes: 0,
    headers: fingerprint === undefined ? {} : { other: 'x', [HEADER_SCHEMA]: fingerprint },
  }));
  const { signal } = new AbortController();
  const facts = { topic: 't', partition: 0, count: values.length, bytes: 1, firstOffset: 0, lastOffset: 1, signal };
  return { ...facts, blocks: [blockFromMessages(messages)] };
}

const decode = async (values: readonly Value[], format: ValueFormat = 'auto', store = new Schemas()) => {
  const { sinkBatch, dead } = await decodeBatch(batchOf(values), format, store);
  const accepted = Array.from({ length: sinkBatch.count }, (_, i) => {
    const block = sinkBatch.blocks[i]!;
    const json = block.buffer.toString('utf8', sinkBatch.valueStart[i], block.valueEnd[sinkBatch.rows[i]!]);
    return [json, sinkBatch.schemas[i]?.fingerprint];
  });
  return { accepted, dead: dead.map(({ row, error }) => [row, error.code]), store };
};

describe('decodeBatch', () => {
  it('takes off the framing and finds each schema once', async () => {
    const { accepted, store } = await decode([{ value: framed(1, '{"n":1}') }, { value: framed(1, '{"n":2}') }]);
    expect(accepted).toEqual([
      ['{"n":1}', schema.fingerprint],
      ['{"n":2}', schema.fingerprint],
    ]);
    expect(store.resolveId).toHaveBeenCalledTimes(1);
  });

  it('finds a schema by the fingerprint in a header, and takes plain JSON as it is', async () => {
    const { accepted } = await decode([
      { value: Buffer.from('{"n":1}'), fingerprint: schema.fingerprint },
      { value: Buffer.from('{"n":2}') },
    ]);
    expect(accepted).toEqual([
      ['{"n":1}', schema.fingerprint],
      ['{"n":2}', undefined],
    ]);
  });

  it('sorts out records that cannot be read, and goes on with the rest', async () => {
    const { accepted, dead } = await decode([
      { value: null },
      { value: Buffer.alloc(0) },
      { value: Buffer.from([0, 0, 0]) },
      { value: framed(9, '{}') },
      { value: Buffer.from([0, 0xff, 0, 0, 0, 0x7b, 0x7d]) },
      { value: framed(1, '{}') },
    ]);
    expect(accepted).toHaveLength(1);
    expect(dead).toEqual([
      [0, 'VALUE_EMPTY'],
      [1, 'VALUE_EMPTY'],
      [2, 'VALUE_BAD_FRAMING'],
      [3, 'SCHEMA_UNKNOWN'],
      [4, 'VALUE_BAD_FRAMING'],
    ]);
  });

  it('does not look up what is no fingerprint, however long it is', async () => {
    const { dead, store } = await decode([{ value: Buffer.from('{}'), fingerprint: 'x'.repeat(100_000) }]);
    expect(dead).toEqual([[0, 'SCHEMA_UNKNOWN']]);
    expect(store.resolveFingerprint).not.toHaveBeenCalled();
  });

  it('requires framing where the converter is that of the registry, and ignores it where it is plain JSON', async () => {
    expect((await decode([{ value: Buffer.from('{}') }], 'json-schema-registry')).dead).toEqual([
      [0, 'VALUE_BAD_FRAMING'],
    ]);
    expect((await decode([{ value: framed(1, '{}') }], 'json')).accepted[0]?.[1]).toBeUndefined();
  });

  it('does not decide about a record while its schema cannot be looked up', async () => {
    const store = new Schemas();
    store.resolveId.mockRejectedValueOnce(new SluiceError('SCHEMA_REGISTRY_UNAVAILABLE', 'looking up a schema'));
    await expect(decode([{ value: framed(1, '{}') }], 'auto', store)).rejects.toMatchObject({
      code: 'SCHEMA_REGISTRY_UNAVAILABLE',
    });
  });
});
