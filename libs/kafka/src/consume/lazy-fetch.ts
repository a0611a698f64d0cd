import { createRequire } from 'node:module';
import { type ResponseLease, responseMemory } from '../network/response-memory.js';
import { type EncodedRecordBatch, readRecordBatches } from './record-batch.js';

const SUPPORTED_KAFKAJS = '2.2.4';
const FETCH_VERSION = 11;

/** Stands in kafkajs' Batch for one RecordBatch; kafkajs reads offset, isControlRecord and key of it. */
export interface LazyMessage {
  readonly offset: string;
  readonly key: null;
  /** kafkajs leaves such messages out but still moves past their offset: control batches and aborted ones. */
  readonly isControlRecord: boolean;
  readonly encoded: EncodedRecordBatch;
  /** Held for its readers where the encoded records lie in the memory of the response. */
  readonly lease?: ResponseLease;
}

interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: number;
}

const require = createRequire(import.meta.url);
/** kafkajs hands the decoder nothing of the consumer but its limits, so the fetch size marks who wants lazy batches. */
const lazyFetchSizes = new Set<number>();
let installed: boolean | undefined;

/**
 * Makes consumers with exactly this `maxBytes` receive one {@link LazyMessage} per RecordBatch in place of one object
 * per record. Everything else of kafkajs stays. Returns false, and changes nothing, where kafkajs is not the version
 * whose internals this file knows; records then arrive as kafkajs decodes them.
 */
export function enableLazyFetch(maxBytes: number): boolean {
  installed ??= install();
  if (installed) lazyFetchSizes.add(maxBytes);
  return installed;
}

interface FetchCall {
  readonly maxBytes?: number;
  readonly topics?: readonly { readonly partitions: readonly { readonly maxBytes: number }[] }[];
}

/**
 * Bytes to unpack of an answer, about: one batch more of each partition. The broker keeps to these bounds as the
 * batches are packed; unpacked they may be many times as large.
 */
interface UnpackBounds {
  readonly whole: number;
  readonly partition: number;
}
interface FetchProtocol {
  response: { decode: (raw: Buffer) => Promise<unknown>; parse: (data: unknown) => Promise<unknown> };
}
type FetchFactory = (call: FetchCall) => FetchProtocol;

function install(): boolean {
  try {
    const { version } = require('kafkajs/package.json') as { version: string };
    if (version !== SUPPORTED_KAFKAJS) return false;
    const fetch = require('kafkajs/src/protocol/requests/fetch/index.js') as {
      protocol: (of: { version: number }) => FetchFactory;
    };
    const original = fetch.protocol;
    fetch.protocol = ({ version: apiVersion }) => {
      const create = original({ version: apiVersion });
      if (apiVersion !== FETCH_VERSION) return create;
      return (call) => {
        const protocol = create(call);
        const { maxBytes, topics } = call;
        if (maxBytes === undefined || !lazyFetchSizes.has(maxBytes)) return protocol;
        const bounds = { whole: maxBytes, partition: topics?.[0]?.partitions[0]?.maxBytes ?? maxBytes };
        return {
          ...protocol,
          response: { ...protocol.response, decode: (raw) => decodeFetchResponse(raw, bounds) },
        };
      };
    };
    return true;
  } catch {
    return false;
  }
}

/** Fetch Response v11, https://kafka.apache.org/protocol#The_Messages_Fetch. */
async function decodeFetchResponse(raw: Buffer, bounds: UnpackBounds): Promise<unknown> {
  const reader = new FetchReader(raw);
  const lease = responseMemory.lease(raw);
  const clientSideThrottleTime = reader.int32();
  const errorCode = reader.int16();
  const sessionId = reader.int32();
  const responses: unknown[] = [];
  const found: { readonly partitions: unknown[]; readonly encoded: EncodedPartition }[] = [];
  for (let topics = reader.int32(); topics > 0; topics--) {
    const topicName = reader.string();
    const partitions: unknown[] = [];
    for (let left = reader.int32(); left > 0; left--) found.push({ partitions, encoded: splitPartition(reader) });
    responses.push({ topicName, partitions });
  }
  // a share each, or the first of them would keep the others from ever being read
  const shares = Math.max(1, found.filter(({ encoded }) => encoded.recordSet.length > 0).length);
  const share = Math.min(bounds.partition, bounds.whole / shares);
  for (const { partitions, encoded } of found) partitions.push(await decodePartition(encoded, lease, share));
  lease.release();
  return { throttleTime: 0, clientSideThrottleTime, errorCode, sessionId, responses };
}

interface EncodedPartition {
  readonly facts: object;
  readonly aborted: readonly AbortedTransaction[];
  readonly recordSet: Buffer;
}

function splitPartition(reader: FetchReader): EncodedPartition {
  const partition = reader.int32();
  const errorCode = reader.int16();
  const highWatermark = reader.int64().toString();
  const lastStableOffset = reader.int64().toString();
  const lastStartOffset = reader.int64().toString();
  const aborted: AbortedTransaction[] = [];
  for (let left = reader.int32(); left > 0; left--) {
    aborted.push({ producerId: reader.int64(), firstOffset: Number(reader.int64()) });
  }
  const preferredReadReplica = reader.int32();
  return {
    facts: { partition, errorCode, highWatermark, lastStableOffset, lastStartOffset, preferredReadReplica },
    aborted,
    recordSet: reader.bytes(),
  };
}

async function decodePartition(
  { facts, aborted, recordSet }: EncodedPartition,
  lease: ResponseLease,
  maxUnpacked: number,
): Promise<unknown> {
  const batches = await readRecordBatches(recordSet, maxUnpacked);
  const messages = toLazyMessages(batches, aborted).map((message): LazyMessage => {
    if (message.isControlRecord || message.encoded.buffer.buffer !== recordSet.buffer) return message;
    lease.hold();
    return { ...message, lease };
  });
  return { ...facts, abortedTransactions: [], messages };
}

/**
 * Marks the batches of aborted transactions. A transaction is aborted from its first offset to its producer's next
 * control batch, as in the Java client's fetcher.
 */
export function toLazyMessages(
  batches: readonly EncodedRecordBatch[],
  aborted: readonly AbortedTransaction[],
): LazyMessage[] {
  const pending = aborted.toSorted((a, b) => a.firstOffset - b.firstOffset);
  const aborting = new Set<bigint>();
  return batches.map((encoded) => {
    while (pending[0] !== undefined && pending[0].firstOffset <= encoded.lastOffset) {
      aborting.add(pending.shift()!.producerId);
    }
    const dropped = encoded.transactional && aborting.has(encoded.producerId);
    if (encoded.control) aborting.delete(encoded.producerId);
    return { offset: String(encoded.lastOffset), key: null, isControlRecord: encoded.control || dropped, encoded };
  });
}

class FetchReader {
  private at = 0;
  constructor(private readonly raw: Buffer) {}
  int16(): number {
    return this.raw.readInt16BE((this.at += 2) - 2);
  }
  int32(): number {
    return this.raw.readInt32BE((this.at += 4) - 4);
  }
  int64(): bigint {
    return this.raw.readBigInt64BE((this.at += 8) - 8);
  }
  string(): string {
    const length = this.int16();
    return this.raw.toString('utf8', this.at, (this.at += length));
  }
  bytes(): Buffer {
    const length = Math.max(0, this.int32());
    return this.raw.subarray(this.at, (this.at += length));
  }
}
