import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import snappy from 'snappy';
import { compress, COMPRESSIONS, decompress } from './codecs.js';
import { readRecordBatches, toRecordBlock } from './consume/record-batch.js';

/** Record batches as Kafka's Java producer 4.1 wrote them to the log: three records each. */
const WRITTEN_BY_JAVA = {
  gzip:
    'AAAAAAAAAAAAAAB4AAAAAAIEyNnZAAEAAAACAAABofyaoaQAAAGh/JqhpgAAAAAAAAAkAAAAAAAAAAAAAx+LCAAAAAAAAP9bwMjAwMCVnVqp' +
    'a9DBWJaYU5qqYKCQmJRMNmJYwMjAxAQ20RBmoiHFJrKwgE00gploRJmJAMMa/VT2AAAA',
  snappy:
    'AAAAAAAAAAAAAACEAAAAAALdzDVKAAIAAAACAAABofyaof4AAAGh/JqiOAAAAAAAAAAlAAAAAAAAAAAAA4JTTkFQUFkAAAAAAQAAAAEAAAA/' +
    '9gFcoAEAAAAKa2V5LTCIAXZhbHVlIDAgYWJj4gMAFACgAQB0AgVSADERUgAx7lIACVIABAVSADIRUgAy9lIA',
  lz4:
    'AAAAAAAAAAAAAACDAAAAAALOa4/jAAMAAAACAAABofyaoqYAAAGh/JqiwAAAAAAAAAAmAAAAAAAAAAAAAwQiTRhgQIJDAAAA/wmgAQAAAApr' +
    'ZXktMIgBdmFsdWUgMCBhYmMDACZhAKABACwCUgAUMVIAHzFSAC4hNARSABQyUgAfMlIAJlBjYWJjAAAAAAA=',
  zstd:
    'AAAAAAAAAAAAAAB1AAAAAAIbhm62AAQAAAACAAABofyaoxwAAAGh/JqjMQAAAAAAAAAnAAAAAAAAAAAAAyi1L/0AWMQBAEQCoAEAAAAKa2V5' +
    'LTCIAXZhbHVlIDAgYWJjAKABACgCMTEqBDIyBwADUgBdcKGBZECiClfBnm4MAQAA',
};

describe('codecs', () => {
  it.each(Object.entries(WRITTEN_BY_JAVA))("reads %s of Kafka's Java producer", async (_codec, base64) => {
    const [batch] = await readRecordBatches(Buffer.from(base64, 'base64'));
    const block = toRecordBlock(batch!, 0);
    const read = [0, 1, 2].map((i) => [String(block.key(i)), String(block.value(i))]);
    expect(read).toEqual([0, 1, 2].map((i) => [`key-${i}`, `value ${i} ${'abc'.repeat(20)}`]));
  });

  it.each(COMPRESSIONS.map((name, codec) => [name, codec] as const))('%s gives back what it took', async (_, codec) => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 500 }),
      fc.nat(200_000).map((length) => new Uint8Array(length).fill(length % 251)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (raw) => {
        const back = await decompress(codec, await compress(codec, Buffer.from(raw)));
        expect(back.equals(Buffer.from(raw))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('reads snappy without framing, as librdkafka writes it', async () => {
    const raw = Buffer.from('no frame '.repeat(1000));
    expect((await decompress(2, snappy.compressSync(raw))).equals(raw)).toBe(true);
  });

  it('reads several snappy blocks', async () => {
    const one = await compress(2, Buffer.from('first '));
    const two = await compress(2, Buffer.from('second'));
    expect(String(await decompress(2, Buffer.concat([one, two.subarray(16)])))).toBe('first second');
  });

  it.each([1, 2, 3, 4])('rejects damaged bytes (codec %d)', async (codec) => {
    const damaged = codec === 1 ? gzipSync('x').subarray(0, 12) : Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3]);
    await expect(decompress(codec, damaged)).rejects.toBeDefined();
  });

  it('names a codec that Kafka does not define', () => {
    expect(() => decompress(7, Buffer.alloc(1))).toThrow(/unknown compression codec 7/);
  });
});
