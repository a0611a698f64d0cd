import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { SluiceError } from '@sluice/contracts';
import kafkajs from 'kafkajs';
import { compressFrame, decompressFrame } from 'lz4-napi';
import snappy from 'snappy';
import zstdBinding from 'zstd-napi-binding';

/** Names of the codecs as in Kafka's `compression.type`. */
export const COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
export type Compression = (typeof COMPRESSIONS)[number];

interface Codec {
  compress(raw: Buffer): Promise<Buffer>;
  decompress(compressed: Buffer): Promise<Buffer>;
}

const gzipAsync = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gzip);
const gunzipAsync = promisify<Buffer, Buffer>(zlib.gunzip);

const gzip: Codec = {
  compress: (raw) => gzipAsync(raw, { level: zlib.constants.Z_BEST_SPEED }),
  decompress: (compressed) => gunzipAsync(compressed),
};

/** Magic, version 1 and oldest compatible version 1 of the framing that snappy-java writes. */
const XERIAL_HEADER = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);

const snappyCodec: Codec = {
  async compress(raw) {
    const block = await snappy.compress(raw);
    const framed = Buffer.allocUnsafe(XERIAL_HEADER.length + 4 + block.length);
    XERIAL_HEADER.copy(framed);
    framed.writeInt32BE(block.length, XERIAL_HEADER.length);
    block.copy(framed, XERIAL_HEADER.length + 4);
    return framed;
  },
  /** Java clients frame blocks of 32 kB; librdkafka and others write one bare block. */
  async decompress(compressed) {
    if (!compressed.subarray(0, 8).equals(XERIAL_HEADER.subarray(0, 8))) return uncompressBlock(compressed);
    const blocks: Promise<Buffer>[] = [];
    for (let at = XERIAL_HEADER.length; at < compressed.length;) {
      const start = at + 4;
      at = start + compressed.readInt32BE(at);
      blocks.push(uncompressBlock(compressed.subarray(start, at)));
    }
    return Buffer.concat(await Promise.all(blocks));
  },
};

async function uncompressBlock(block: Buffer): Promise<Buffer> {
  const raw = await snappy.uncompress(block, { asBuffer: true });
  return typeof raw === 'string' ? Buffer.from(raw) : raw;
}

const lz4: Codec = {
  compress: (raw) => compressFrame(raw),
  decompress: (compressed) => decompressFrame(compressed),
};

const ZSTD_LEVEL = 1;

const zstd: Codec = {
  compress: (raw) => zstdBinding.compress(raw, ZSTD_LEVEL),
  decompress: (compressed) => zstdBinding.decompress(compressed),
};

const CODECS: readonly (Codec | undefined)[] = [undefined, gzip, snappyCodec, lz4, zstd];

/** Compresses the records of a batch. `codec` is the number in the batch's attributes, 0 for none. */
export function compress(codec: number, raw: Buffer): Promise<Buffer> {
  return codec === 0 ? Promise.resolve(raw) : known(codec).compress(raw);
}

/**
 * Decompresses the records of a batch.
 * @throws SluiceError BROKER_REFUSED for a codec that Kafka does not define; whatever the codec throws on damaged bytes.
 */
export function decompress(codec: number, compressed: Buffer): Promise<Buffer> {
  return codec === 0 ? Promise.resolve(compressed) : known(codec).decompress(compressed);
}

function known(codec: number): Codec {
  const found = CODECS[codec];
  if (!found) throw new SluiceError('BROKER_REFUSED', `reading a record batch: unknown compression codec ${codec}`);
  return found;
}

/** Gives kafkajs the codecs that it lacks. */
export function registerCodecs(): void {
  // typed by kafkajs as a table of exactly four functions without a result
  const table = kafkajs.CompressionCodecs as unknown as Record<number, () => object>;
  for (const [number, codec] of CODECS.entries()) {
    if (!codec) continue;
    table[number] = () => ({
      compress: ({ buffer }: { buffer: Buffer }) => codec.compress(buffer),
      decompress: (buffer: Buffer) => codec.decompress(buffer),
    });
  }
}
