import type { RecordHeader } from './consume/record-block.js';
import type { AbortedTransaction, Cluster, ClusterBroker, FetchedMessage } from './kafkajs-internals.js';

export const READ_COMMITTED = 1;

export interface ReadRecord {
  readonly offset: bigint;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly headers: readonly RecordHeader[];
}

export interface PartitionFetch {
  readonly topic: string;
  readonly partition: number;
  readonly from: bigint;
  /** About; one record batch comes whole, whatever its size. Not a size that a consumer would choose: see LazyFetch. */
  readonly maxBytes: number;
}

/** The broker that leads the partition now. */
export async function leaderOf(cluster: Cluster, topic: string, partition: number): Promise<ClusterBroker> {
  if (!cluster.isConnected()) await cluster.connect();
  const pool = cluster.brokerPool;
  await pool.refreshMetadata([topic]);
  const found = pool.metadata?.topicMetadata.find((entry) => entry.topic === topic)?.partitionMetadata;
  const nodeId = found?.find(({ partitionId }) => partitionId === partition)?.leader ?? -1;
  return pool.findBroker({ nodeId });
}

/** Committed records of one answer of the broker, from the offset on, and the offset after the last one it holds. */
export async function fetchFrom(
  broker: ClusterBroker,
  { topic, partition, from, maxBytes }: PartitionFetch,
): Promise<{ readonly records: ReadRecord[]; readonly next: bigint }> {
  const { responses } = await broker.fetch({
    maxWaitTime: 200,
    minBytes: 1,
    maxBytes,
    isolationLevel: READ_COMMITTED,
    topics: [{ topic, partitions: [{ partition, fetchOffset: String(from), maxBytes }] }],
  });
  const records: ReadRecord[] = [];
  let next = from;
  const { messages = [], abortedTransactions } = responses[0]?.partitions[0] ?? {};
  const isAborted = abortedTest(abortedTransactions ?? []);
  for (const message of messages) {
    const offset = BigInt(message.offset);
    const isNone = isAborted(message, offset) || message.isControlRecord;
    if (offset < next) continue; // a batch comes whole, also the part before the position
    next = offset + 1n;
    if (isNone) continue;
    const { key, value, timestamp } = message;
    records.push({ offset, key, value, timestamp: Number(timestamp), headers: headersOf(message) });
  }
  return { records, next };
}

/**
 * Tells records of aborted transactions; to be asked for each message in turn. A transaction is aborted from its first
 * offset to its producer's next control record.
 */
function abortedTest(
  transactions: readonly AbortedTransaction[],
): (message: FetchedMessage, offset: bigint) => boolean {
  const pending = transactions
    .map(({ producerId, firstOffset }) => ({ producerId, firstOffset: BigInt(firstOffset) }))
    .sort((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));
  const open = new Set<string>();
  return ({ batchContext, isControlRecord }, offset) => {
    while (pending[0] !== undefined && pending[0].firstOffset <= offset) open.add(pending.shift()!.producerId);
    if (batchContext?.inTransaction !== true) return false;
    if (isControlRecord) open.delete(batchContext.producerId);
    return open.has(batchContext.producerId);
  };
}

/** kafkajs groups headers by name; those of one name keep their order. */
function headersOf({ headers }: FetchedMessage): RecordHeader[] {
  return Object.entries(headers ?? {}).flatMap(([name, values]) =>
    (Array.isArray(values) ? values : [values]).map((value) => ({ name, value })),
  );
}
