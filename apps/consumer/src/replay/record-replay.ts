import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import {
  KafkaConnection,
  listTopics,
  offsetsAt,
  type PartitionOffsets,
  RangeReader,
  topicOffsets,
} from '@sluice/kafka';
import { namesTopic } from '@sluice/kafka/consume';
import type { Connector } from '../connector.js';
import { Connectors } from '../connectors.js';
import type { RecordReplayDto, RecordReplayedDto } from './record-replay.dto.js';
import { redeliver } from './redeliver.js';
import { pendingRanges, type PendingRange, rangesText, visitRanges } from './visit-ranges.js';

/** What a request works before it answers where to go on; below the time that a stop gives. */
const REQUEST_TIME_MS = 10_000;
const RECORDS_AT_ONCE = 1_000;

/** Stores parts of topics again. */
@Injectable()
export class RecordReplay implements OnApplicationShutdown {
  private readonly stopping = new AbortController();

  constructor(
    private readonly kafka: KafkaConnection,
    private readonly connectors: Connectors,
  ) {}

  onApplicationShutdown(): void {
    this.stopping.abort();
  }

  /** @throws SluiceError CONNECTOR_UNKNOWN, TOPIC_UNKNOWN, REPLAY_UNSAFE, and transient ones while broker or store are away */
  async replay(name: string, request: RecordReplayDto): Promise<RecordReplayedDto> {
    const connector = this.connectors.known(name);
    const { topic, dryRun = false } = request;
    await this.assertReplayable(connector, topic);
    const ranges = await this.ranges(request);
    const counts = { stored: 0, duplicates: 0, deadLettered: 0 };
    if (dryRun) return { topic, ...counts, offsets: offsetsIn(ranges), left: 0, next: null, dryRun };
    const left = await this.store(connector, request, ranges, counts);
    const offsets = offsetsIn(ranges) - offsetsIn(left);
    return { topic, ...counts, offsets, left: offsetsIn(left), next: rangesText(left), dryRun };
  }

  private async assertReplayable({ config, sink }: Connector, topic: string): Promise<void> {
    const context = { connector: config.name, topic };
    if (!namesTopic(config.topics, topic) || !(await listTopics(this.kafka)).includes(topic)) {
      throw new SluiceError('TOPIC_UNKNOWN', `replaying "${topic}": ${config.name} stores no such topic`, { context });
    }
    if (sink.ordered)
      throw new SluiceError('REPLAY_UNSAFE', `replaying ${topic}: ids of ${config.name} are keys`, { context });
  }

  private async store(
    connector: Connector,
    { topic, maxPerSecond = Infinity }: RecordReplayDto,
    ranges: readonly PendingRange[],
    counts: { stored: number; duplicates: number; deadLettered: number },
  ): Promise<readonly PendingRange[]> {
    const reader = new RangeReader(this.kafka);
    const startedAt = performance.now();
    let done = 0;
    try {
      return await visitRanges(topic, ranges, (range) => reader.read(range), {
        count: Math.min(RECORDS_AT_ONCE, maxPerSecond),
        isTimeOver: () => performance.now() - startedAt > REQUEST_TIME_MS,
        visit: async (partition, records) => {
          const delivered = await redeliver(connector, topic, partition, records, this.stopping.signal);
          counts.stored += delivered.stored;
          counts.duplicates += delivered.duplicates;
          counts.deadLettered += delivered.deadLettered;
          done += records.length;
          await wait(Math.max(0, startedAt + (done / maxPerSecond) * 1000 - performance.now()));
        },
      });
    } finally {
      await reader.close();
    }
  }

  private async ranges({ topic, partition, from, to, cursor }: RecordReplayDto): Promise<PendingRange[]> {
    const held = (await topicOffsets(this.kafka, topic)).filter(
      (one) => partition === undefined || one.partition === partition,
    );
    if (held.length === 0) {
      throw new SluiceError('REQUEST_INVALID', `replaying ${topic}: it has no partition ${partition}`, {
        context: { parameter: 'partition', expected: 'a partition of the topic', example: '0' },
      });
    }
    if (cursor !== undefined) return pendingRanges(cursor, held);
    const [first, behind] = await Promise.all([this.offsets(topic, from), this.offsets(topic, to)]);
    return held
      .map((one) => ({
        partition: one.partition,
        from: within(one, first?.(one.partition) ?? one.low),
        to: within(one, behind?.(one.partition) ?? one.high),
      }))
      .filter((range) => range.from < range.to);
  }

  /** What a text means for each partition: an offset as it is, a time as that of the first record from then on. */
  private async offsets(
    topic: string,
    text: string | undefined,
  ): Promise<((partition: number) => bigint | undefined) | undefined> {
    if (text === undefined) return undefined;
    if (/^\d+$/.test(text)) return () => BigInt(text);
    const time = new Date(text);
    if (Number.isNaN(time.getTime())) {
      throw new SluiceError('REQUEST_INVALID', `replaying ${topic}: "${text}" is no time`, {
        context: { parameter: 'from', expected: 'an offset or a time, RFC 3339', example: '2026-01-01T00:00:00Z' },
      });
    }
    const found = await offsetsAt(this.kafka, topic, time);
    return (partition) => found.get(partition);
  }
}

function within({ low, high }: PartitionOffsets, offset: bigint): bigint {
  if (offset < low) return low;
  return offset > high ? high : offset;
}

function offsetsIn(ranges: readonly PendingRange[]): number {
  return ranges.reduce((sum, { from, to }) => sum + Number(to - from), 0);
}
