import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BsonBuffer } from './bson-buffer.js';
import { RecordTranscoder } from './record-transcoder.js';
import { NumberText, referenceDocument } from './testing/reference.js';
import { META, plain, transcode } from './testing/transcode.js';

/** SLUICE_EXACTNESS_RUNS=1000000 for the long run. */
const RUNS = Number(process.env['SLUICE_EXACTNESS_RUNS'] ?? 2_000);

const digits = (max: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^(0|[1-9][0-9]{0,${String(max)}})$`));
const numberText = fc.oneof(
  fc.integer().map(String),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.float({ noNaN: true, noDefaultInfinity: true }).map((x) => x.toFixed(4)),
  fc.tuple(fc.boolean(), digits(40)).map(([minus, text]) => (minus ? '-' : '') + text),
  fc.tuple(digits(17), fc.stringMatching(/^[0-9]{1,20}$/)).map((parts) => parts.join('.')),
  fc
    .tuple(
      digits(17),
      fc.constantFrom('', '.0', '.25', '.0001'),
      fc.constantFrom('e', 'E', 'e+', 'E-'),
      fc.integer({ min: 0, max: 290 }),
    )
    .map((parts) => parts.map(String).join('')),
);
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string());
const name = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'c',
    'temperature',
    '_id',
    '_ts',
    '__key',
    '_key',
    '',
    '$set',
    'a.b',
    '__proto__',
    'constructor',
    'ü',
    '"',
    '\\',
  ),
  text.filter((value) => !value.includes('\0')),
);
const space = fc.constantFrom('', '', '', '', ' ', '\n\t \r');

/** A value together with one way to write it. */
interface Written {
  readonly value: unknown;
  readonly json: string;
}

function spelled(value: string, escapes: readonly number[]): string {
  let json = '';
  for (let i = 0; i < value.length; i += 1) {
    const unit = value.charCodeAt(i);
    const escaped = `\\u${unit.toString(16).padStart(4, '0')}`;
    const pair = (unit & 0xfc00) === 0xd800 && i + 1 < value.length;
    if (escapes[i % escapes.length] === 1) json += escaped;
    else json += pair ? JSON.stringify(value.slice(i, ++i + 1)).slice(1, -1) : JSON.stringify(value[i]).slice(1, -1);
  }
  return `"${json}"`;
}
const escapes = fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: 1, maxLength: 5 });

const { value: written, record } = fc.letrec<{ value: Written; array: Written; object: Written; record: Written }>(
  (tie) => {
    const members = fc
      .array(fc.tuple(name, escapes, tie('value'), space), { maxLength: 12 })
      .map((entries): Written => {
        const value = new Map<string, unknown>();
        for (const [key, , item] of entries) {
          value.delete(key);
          value.set(key, item.value);
        }
        const parts = entries.map(
          ([key, how, item, gap]) => `${gap}${spelled(key, how)}${gap}:${gap}${item.json}${gap}`,
        );
        return { value, json: `{${parts.join(',')}}` };
      });
    return {
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom<Written>(
          { value: null, json: 'null' },
          { value: true, json: 'true' },
          { value: false, json: 'false' },
        ),
        numberText.map((json): Written => ({ value: new NumberText(json), json })),
        fc.tuple(text, escapes).map(([value, how]): Written => ({ value, json: spelled(value, how) })),
        tie('array'),
        tie('object'),
      ),
      array: fc.array(fc.tuple(tie('value'), space), { maxLength: 12 }).map((items): Written => ({
        value: items.map(([item]) => item.value),
        json: `[${items.map(([item, gap]) => gap + item.json + gap).join(',')}]`,
      })),
      object: members,
      record: members,
    };
  },
);
void written;

describe('transcoding generated records', () => {
  it('gives the bytes of the reference, with one transcoder for all as with a fresh one', () => {
    const shared = new RecordTranscoder({ maxNames: 300 });
    fc.assert(
      fc.property(record, space, ({ value, json }, gap) => {
        const expected = referenceDocument('t#0#7', META.timestamp, value as Map<string, unknown>).toString('hex');
        expect(transcode(gap + json + gap).bytes?.toString('hex')).toBe(expected);
        expect(transcode(json, {}, shared).bytes?.toString('hex')).toBe(expected);
      }),
      { numRuns: RUNS },
    );
  });

  it('agrees with JSON.parse on what is JSON, and on the value, whatever is done to the text', () => {
    const shared = new RecordTranscoder({ maxNames: 300 });
    const mutation = fc.tuple(
      fc.nat(),
      fc.constantFrom('cut', 'insert', 'replace', 'drop', 'repeat'),
      fc.constantFrom(...'{}[]",:\\0123456789.eE+-tfnul \n\t\0ü\u{1f600}'),
    );
    let accepted = 0;
    fc.assert(
      fc.property(record, fc.array(mutation, { minLength: 1, maxLength: 3 }), ({ json }, mutations) => {
        const mutated = mutations
          .reduce((text, [at, kind, with_]) => mutate(text, at % (text.length + 1), kind, with_), json)
          .toWellFormed();
        const { error, bytes, out } = transcode(mutated, {}, shared);
        const parsed = parsedObject(mutated);
        if (error !== undefined) {
          expect(out.count).toBe(1);
          expect(parsed === undefined || hasUnstorable(error.code, mutated)).toBe(true);
          expect(error.position).toBeGreaterThanOrEqual(0);
          expect(error.position).toBeLessThanOrEqual(Buffer.byteLength(mutated));
          return;
        }
        accepted += 1;
        expect(parsed).toBeDefined();
        expect(sameNames(plain(bytes ?? Buffer.alloc(0)))).toEqual(sameNames(renamed(parsed)));
      }),
      { numRuns: RUNS },
    );
    expect(accepted).toBeGreaterThan(RUNS / 20);
  });

  it('ends on any bytes, leaving the buffer as it was where it refuses', () => {
    const shared = new RecordTranscoder();
    const out = new BsonBuffer(64);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (bytes, wrap) => {
        const input = wrap ? Buffer.concat([Buffer.from('{"a":"'), bytes, Buffer.from('"}')]) : Buffer.from(bytes);
        out.clear();
        const error = shared.transcode(input, 0, input.length, META, out);
        expect(out.count).toBe(error === undefined ? 1 : 0);
        if (error === undefined)
          expect(() => JSON.parse(new TextDecoder('utf8', { fatal: true }).decode(input))).not.toThrow();
      }),
      { numRuns: RUNS },
    );
  });
});

function mutate(json: string, at: number, kind: string, with_: string): string {
  if (kind === 'cut') return json.slice(0, at);
  if (kind === 'insert') return json.slice(0, at) + with_ + json.slice(at);
  if (kind === 'replace') return json.slice(0, at) + with_ + json.slice(at + 1);
  if (kind === 'drop') return json.slice(0, at) + json.slice(at + 1);
  return json.slice(0, at) + json.slice(at >> 1);
}

function parsedObject(json: string): object | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The two kinds of JSON that no document can hold: NUL in a name, a number beyond a double. */
function hasUnstorable(code: string, json: string): boolean {
  return code === 'VALUE_BAD_FIELD_NAME' ? json.includes('\\u0000') : /\d{300}|\d[eE]\+?\d{3}/.test(json);
}

function renamed(value: object | undefined): unknown {
  return Object.fromEntries(
    Object.entries(value ?? {}).map(([key, item]) => [/^_+(id|ts|key)$/.test(key) ? `_${key}` : key, item as unknown]),
  );
}

/** Numbers as numbers, names and strings well-formed, in one shape for both sides. */
function sameNames(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return value === 0 ? 0 : value;
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(sameNames);
  if (typeof value !== 'object' || value === null) return value;
  if ('_bsontype' in value && Object.getPrototypeOf(value) !== Object.prototype) return Number(String(value));
  return new Map(Object.entries(value).map(([key, item]) => [key.toWellFormed(), sameNames(item)]));
}
