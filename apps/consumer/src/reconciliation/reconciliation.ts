import { Injectable } from '@nestjs/common';
import { DEAD_LETTER_HEADERS, SluiceError } from '@sluice/contracts';
import {
  groupLag,
  KafkaConnection,
  listTopics,
  offsetsAt,
  partitionCount,
  PartitionReader,
  RangeReader,
  type ReadRecord,
  topicOffsets,
} from '@sluice/kafka';
import { namesTopic } from '@sluice/kafka/consume';
import { OffsetSet } from '@sluice/sinks';
import type { Connector } from '../connector.js';
import { Connectors } from '../connectors.js';
import { redeliver } from '../replay/redeliver.js';
import { accountOf, type OffsetRange, rangesOf } from './partition-account.js';
import type { PartitionAccountDto, ReconciliationDto } from './reconciliation.dto.js';

/** Ranges that are looked at again in the topic; more say the same. */
const MAX_RANGES = 1_000;
const REPAIR_RECORDS = 1_000;

export interface ReconciliationRequest {
  readonly connector?: string;
  readonly topic?: string;
  readonly from?: Date;
  readonly to?: Date;
  /** Fetches what is missing again and stores or dead-letters it. */
  readonly repair: boolean;
}

interface Span {
  readonly partition: number;
  readonly low: number;
  readonly high: number;
}

/** Compares what is in topics with what is in the store and among the dead letters, offset by offset. */
@Injectable()
export class Reconciliation {
  constructor(
    private readonly kafka: KafkaConnection,
    private readonly connectors: Connectors,
  ) {}

  /** @throws SluiceError CONNECTOR_UNKNOWN, TOPIC_UNKNOWN, and transient ones while broker or store are away */
  async reconcile(request: ReconciliationRequest): Promise<ReconciliationDto> {
    const partitions: PartitionAccountDto[] = [];
    const unknown: string[] = [];
    for (const connector of this.chosen(request.connector)) {
      for (const topic of await this.topicsOf(connector, request.topic)) {
        const accounts = await this.reconcileTopic(connector, topic, request);
        if (accounts) partitions.push(...accounts);
        else unknown.push(topic);
      }
    }
    return { isBalanced: partitions.every(({ missing, repaired = 0 }) => missing === repaired), partitions, unknown };
  }

  private chosen(name: string | undefined): readonly Connector[] {
    return name === undefined ? this.connectors.all : [this.connectors.known(name)];
  }

  private async topicsOf({ config }: Connector, only: string | undefined): Promise<string[]> {
    const topics = (await listTopics(this.kafka)).filter(
      (topic) => namesTopic(config.topics, topic) && (only === undefined || topic === only),
    );
    if (only !== undefined && topics.length === 0) {
      throw new SluiceError('TOPIC_UNKNOWN', `looking for topic "${only}": ${config.name} reads no such topic`);
    }
    return topics.sort();
  }

  private async reconcileTopic(
    connector: Connector,
    topic: string,
    request: ReconciliationRequest,
  ): Promise<PartitionAccountDto[] | undefined> {
    // Before the store is read, or what is stored meanwhile would look as if it were missing.
    const spans = await this.spans(topic, request);
    const lags = await groupLag(this.kafka, connector.config.groupId, [topic]);
    const dead = await this.deadLettered(connector, topic, spans);
    const accounts: PartitionAccountDto[] = [];
    for (const { partition, low, high } of spans) {
      const committed = Number(lags.find((lag) => lag.partition === partition)?.committed ?? low);
      const stored = new OffsetSet(low, high);
      if (!(await connector.sink.findStored(topic, partition, stored))) return undefined;
      const deadLettered = dead.get(partition) ?? new OffsetSet(low, high);
      const counts = accountOf({ low, high, committed, stored, deadLettered });
      const found = await this.lookAgain(topic, partition, counts.unaccounted);
      const missing = found.records.length + found.unread;
      const without = counts.unaccounted.reduce((sum, { from, to }) => sum + to - from + 1, 0) - missing;
      accounts.push({
        connector: connector.config.name,
        topic,
        partition,
        low,
        high,
        committed,
        produced: high - low,
        stored: counts.stored,
        deadLettered: counts.deadLettered,
        inFlight: counts.inFlight,
        missing,
        empty: without,
        gaps: rangesOf(found.records.map(({ offset }) => Number(offset))).slice(0, MAX_RANGES),
        ...(request.repair ? { repaired: await repair(connector, topic, partition, found.records) } : {}),
      });
    }
    return accounts;
  }

  private async spans(topic: string, { from, to }: ReconciliationRequest): Promise<Span[]> {
    const ends = await topicOffsets(this.kafka, topic);
    const [first, behind] = await Promise.all([
      from && offsetsAt(this.kafka, topic, from),
      to && offsetsAt(this.kafka, topic, to),
    ]);
    return ends.map(({ partition, low, high }) => ({
      partition,
      low: Number(first?.get(partition) ?? low),
      high: Number(behind?.get(partition) ?? high),
    }));
  }

  /** Offsets of the topic's records among the connector's dead letters, by partition. */
  private async deadLettered(
    { config }: Connector,
    topic: string,
    spans: readonly Span[],
  ): Promise<Map<number, OffsetSet>> {
    const sets = new Map(spans.map(({ partition, low, high }) => [partition, new OffsetSet(low, high)]));
    if (!(await listTopics(this.kafka)).includes(config.deadLetterTopic)) return sets;
    const partitions = await partitionCount(this.kafka, config.deadLetterTopic);
    for (let partition = 0; partition < partitions; partition += 1) {
      const reader = new PartitionReader(this.kafka, config.deadLetterTopic, partition);
      const note = (record: ReadRecord): void => {
        if (headerOf(record, DEAD_LETTER_HEADERS.topic) !== topic) return;
        const origin = Number(headerOf(record, DEAD_LETTER_HEADERS.partition));
        sets.get(origin)?.add(Number(headerOf(record, DEAD_LETTER_HEADERS.offset)));
      };
      try {
        await reader.catchUp(note, () => undefined);
      } finally {
        await reader.close();
      }
    }
    return sets;
  }

  /** The records that the topic holds in the ranges; `unread` counts offsets of ranges beyond those looked at. */
  private async lookAgain(
    topic: string,
    partition: number,
    ranges: readonly OffsetRange[],
  ): Promise<{ records: ReadRecord[]; unread: number }> {
    if (ranges.length === 0) return { records: [], unread: 0 };
    const reader = new RangeReader(this.kafka);
    try {
      const records: ReadRecord[] = [];
      for (const range of ranges.slice(0, MAX_RANGES)) {
        const to = BigInt(range.to) + 1n;
        for (let from = BigInt(range.from); from < to;) {
          const read = await reader.read({ topic, partition, from, to });
          records.push(...read.records);
          from = read.next;
        }
      }
      const unread = ranges.slice(MAX_RANGES).reduce((sum, { from, to }) => sum + to - from + 1, 0);
      return { records, unread };
    } finally {
      await reader.close();
    }
  }
}

/** Sends records the way that they would have come, a thousand at a time. */
async function repair(
  connector: Connector,
  topic: string,
  partition: number,
  records: readonly ReadRecord[],
): Promise<number> {
  const { signal } = new AbortController();
  for (let from = 0; from < records.length; from += REPAIR_RECORDS) {
    await redeliver(connector, topic, partition, records.slice(from, from + REPAIR_RECORDS), signal);
  }
  return records.length;
}

function headerOf({ headers }: ReadRecord, name: string): string | undefined {
  return headers.find((header) => header.name === name)?.value?.toString();
}
