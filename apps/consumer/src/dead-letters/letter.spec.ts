import { describe, expect, it } from '@jest/globals';
import { DEAD_LETTER_HEADERS, HEADER_REPLAY } from '@sluice/contracts';
import { toLetter } from './letter.js';
import { letterTest } from './letter-filter.js';
import { editedValue, readableValue } from './letter-value.js';
import { replayRecord, replayRefusal } from './replay-record.js';

const FRAME = Buffer.from([0, 0, 0, 0, 7]);

function letter(headers: Readonly<Record<string, string>> = {}, value: Buffer | null = Buffer.from('{"n":1')) {
  const all = {
    [DEAD_LETTER_HEADERS.topic]: 'sensor',
    [DEAD_LETTER_HEADERS.partition]: '1',
    [DEAD_LETTER_HEADERS.offset]: '42',
    [DEAD_LETTER_HEADERS.connector]: 'sensors',
    [DEAD_LETTER_HEADERS.stage]: 'TASK_PUT',
    [DEAD_LETTER_HEADERS.exceptionName]: 'VALUE_NOT_JSON',
    ...headers,
  };
  const entries = Object.entries(all).map(([name, text]) => ({ name, value: Buffer.from(text) }));
  const own = { name: 'trace', value: Buffer.from([1, 2]) };
  return toLetter('dlq', 0, { offset: 5n, key: Buffer.from('k'), value, timestamp: 1_000, headers: [own, ...entries] });
}

const terms = { valueFormat: 'auto', stores: (topic: string) => topic === 'sensor', force: false } as const;

describe('toLetter', () => {
  it('reads origin and error from the headers, the last of a name', () => {
    expect(letter()).toMatchObject({ origin: { topic: 'sensor', partition: 1, offset: 42n }, code: 'VALUE_NOT_JSON' });
    const twice = { name: DEAD_LETTER_HEADERS.topic, value: Buffer.from('forged') };
    const { record } = letter();
    expect(toLetter('dlq', 0, { ...record, headers: [twice, ...record.headers] }).origin?.topic).toBe('sensor');
  });

  it('has no origin where a header is missing or no number', () => {
    expect(letter({ [DEAD_LETTER_HEADERS.offset]: 'x' }).origin).toBeUndefined();
  });
});

describe('letterTest', () => {
  it.each([
    [{}, true],
    [{ topic: 'sensor', code: 'VALUE_NOT_JSON', stage: 'TASK_PUT' }, true],
    [{ topic: 'other' }, false],
    [{ code: 'STORE_REFUSED' }, false],
    [{ stage: 'VALUE_CONVERTER' }, false],
    [{ from: '1970-01-01T00:00:01Z', to: '1970-01-01T00:00:02Z' }, true],
    [{ from: '1970-01-01T00:00:01.001Z' }, false],
    [{ to: '1970-01-01T00:00:01Z' }, false],
    [{ from: '1970-01-01T00:00:01', to: '1970-01-01T00:00:01.001' }, true],
    [{ from: '1970-01-01', to: '1970-01-02' }, true],
  ])('%j holds: %s', (filter, holds) => {
    expect(letterTest('sensors', filter)(letter())).toBe(holds);
  });

  it('refuses what is no instant', () => {
    const invalid = expect.objectContaining({ code: 'REQUEST_INVALID' });
    expect(() => letterTest('sensors', { from: '1970-W01' })).toThrow(invalid);
  });

  it('leaves out the letters of another connector in the same topic', () => {
    expect(letterTest('others', {})(letter())).toBe(false);
  });
});

describe('readableValue', () => {
  it('tells JSON, text and bytes apart and takes the framing off', () => {
    const json = '{"id":12345678901234567890}';
    expect(readableValue(Buffer.from(json), 'auto')).toMatchObject({ format: 'json', text: json });
    const framed = Buffer.concat([FRAME, Buffer.from('[1]')]);
    expect(readableValue(framed, 'auto')).toEqual({ format: 'json', text: '[1]', json: [1], schemaId: 7, bytes: 8 });
    expect(readableValue(Buffer.from('{'), 'auto')).toEqual({ format: 'text', text: '{', bytes: 1 });
    expect(readableValue(Buffer.from([0xff]), 'auto')).toEqual({ format: 'base64', text: '/w==', bytes: 1 });
    expect(readableValue(null, 'auto')).toBeNull();
  });

  it('takes no framing off where the connector reads plain JSON', () => {
    expect(readableValue(Buffer.concat([FRAME, Buffer.from('1')]), 'json')?.schemaId).toBeUndefined();
  });
});

describe('replayRecord', () => {
  it('keeps key, value, own headers, timestamp and partition, and counts', () => {
    const { headers, ...record } = replayRecord(letter({ [HEADER_REPLAY]: '1' }), undefined, 2, terms);
    expect(record).toEqual({ key: Buffer.from('k'), value: Buffer.from('{"n":1'), timestamp: 1_000, partition: 1 });
    expect(headers).toEqual([
      { name: 'trace', value: Buffer.from([1, 2]) },
      { name: HEADER_REPLAY, value: '2' },
    ]);
  });

  it('leaves the partition to the key where the topic has fewer now', () => {
    expect(replayRecord(letter(), undefined, 1, terms).partition).toBeUndefined();
  });

  it('produces an edit in place of the value, in the framing of the value', () => {
    const framed = Buffer.concat([FRAME, Buffer.from('{')]);
    expect(replayRecord(letter({}, framed), { n: 1 }, 2, terms).value).toEqual(
      Buffer.concat([FRAME, Buffer.from('{"n":1}')]),
    );
    expect(editedValue('{"n":1.50}', null, 'auto').toString()).toBe('{"n":1.50}');
  });
});

describe('replayRefusal', () => {
  it('lets a record be replayed three times, and more often by force only', () => {
    expect(replayRefusal(letter({ [HEADER_REPLAY]: '2' }), terms)).toBeUndefined();
    expect(replayRefusal(letter({ [HEADER_REPLAY]: '3' }), terms)?.code).toBe('DEAD_LETTER_LOOP');
    expect(replayRefusal(letter({ [HEADER_REPLAY]: '3' }), { ...terms, force: true })).toBeUndefined();
  });

  it('writes to no topic that the connector does not store, not even by force', () => {
    const elsewhere = letter({ [DEAD_LETTER_HEADERS.topic]: 'payroll' });
    expect(replayRefusal(elsewhere, { ...terms, force: true })?.code).toBe('DEAD_LETTER_NO_ORIGIN');
  });
});
