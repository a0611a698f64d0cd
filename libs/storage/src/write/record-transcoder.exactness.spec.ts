import { describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { isDeepStrictEqual } from 'node:util';
import { BsonBuffer } from './bson-buffer.js';
import { RecordTranscoder } from './record-transcoder.js';
import { dice, mutated, randomObject } from './testing/random-json.js';
import { comparable, referenceDocument } from './testing/reference.js';
import { META } from './testing/transcode.js';
import type { TranscodeError } from './transcode-error.js';

/** Inputs of each of the three kinds; SLUICE_EXACTNESS_RUNS=1000000 for the long run. */
const RUNS = Number(process.env['SLUICE_EXACTNESS_RUNS'] ?? 12_000);
const TIMEOUT = 60_000 + RUNS;
const { BSON } = mongoose.mongo;

/** Bytes around a value that must not be read as part of it. */
const BEFORE = Buffer.from('"1{[');
const AFTER = Buffer.from('1e5":"}]}}');

function runner(): (json: Buffer) => TranscodeError | Buffer {
  // Few names, so that the ways with and without a table are both taken.
  const transcoder = new RecordTranscoder({ maxNames: 200 });
  const out = new BsonBuffer(64);
  return (json) => {
    out.clear();
    const input = Buffer.concat([BEFORE, json, AFTER]);
    const error = transcoder.transcode(input, BEFORE.length, BEFORE.length + json.length, META, out);
    if (out.count !== (error === undefined ? 1 : 0)) throw new Error('the buffer does not tell what was written');
    return error ?? out.document(0);
  };
}

function parsed(json: string): object | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

describe('transcoding', () => {
  it(
    'gives the bytes of the reference for generated records',
    () => {
      const run = runner();
      for (let seed = 0; seed < RUNS; seed += 1) {
        const { value, json } = randomObject(dice(seed));
        const result = run(Buffer.from(json));
        const expected = referenceDocument('t#0#7', META.timestamp, value);
        if (Buffer.isBuffer(result) && result.equals(expected)) continue;
        throw new Error(
          `seed ${String(seed)}: ${json} gave ${Buffer.isBuffer(result) ? result.toString('hex') : result.message}`,
        );
      }
    },
    TIMEOUT,
  );

  it(
    'agrees with JSON.parse on what is JSON and on its value for mutated records',
    () => {
      const run = runner();
      let accepted = 0;
      for (let seed = 0; seed < RUNS; seed += 1) {
        const roll = dice(seed);
        const json = mutated(roll, randomObject(roll).json);
        const result = run(Buffer.from(json));
        const expected = parsed(json);
        const complain = (what: string): never => {
          throw new Error(`seed ${String(seed)}: ${what}: ${JSON.stringify(json)}`);
        };
        if (Buffer.isBuffer(result)) {
          accepted += 1;
          const { _id, _ts, ...record } = BSON.deserialize(result, { useBigInt64: true });
          if (!isDeepStrictEqual(comparable(record), comparable(expected, true))) complain('another value');
        } else if (result.code === 'VALUE_BAD_FIELD_NAME') {
          if (!json.includes('\\u0000')) complain(result.message);
        } else if (result.message.includes('range of a double')) {
          // It may be in a field that a later one of the same name replaces.
          if (!/[eE]\+?\d{3}|\d{300}/.test(json)) complain(result.message);
        } else if (expected !== undefined) {
          complain(result.message);
        } else if (!((result.position ?? -1) >= 0 && (result.position ?? 0) <= Buffer.byteLength(json))) {
          complain('a position outside the text');
        }
      }
      expect(accepted).toBeGreaterThan(RUNS / 20);
      expect(accepted).toBeLessThan(RUNS / 2);
    },
    TIMEOUT,
  );

  it(
    'accepts bytes exactly where they are UTF-8 and JSON',
    () => {
      const run = runner();
      const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
      let accepted = 0;
      for (let seed = 0; seed < RUNS; seed += 1) {
        const roll = dice(seed);
        const json = Buffer.from(`{"a":"${'wind'.slice(roll(5))}____"}`);
        const leads = [
          0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff,
        ];
        const tails = [0x20, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0];
        for (let i = 0, at = json.length - 6; i < 4; i += 1) {
          json[at + i] = (i === 0 ? leads : tails)[roll(i === 0 ? leads.length : tails.length)] ?? 0;
        }
        let text: string | undefined;
        try {
          text = decoder.decode(json);
        } catch {
          text = undefined;
        }
        const result = run(json);
        if (Buffer.isBuffer(result) !== (text !== undefined))
          throw new Error(`seed ${String(seed)}: ${json.toString('hex')}`);
        if (!Buffer.isBuffer(result)) continue;
        accepted += 1;
        expect(BSON.deserialize(result)['a']).toBe((JSON.parse(text ?? '{}') as { a: string }).a);
      }
      expect(accepted).toBeGreaterThan(RUNS / 100);
    },
    TIMEOUT,
  );
});
