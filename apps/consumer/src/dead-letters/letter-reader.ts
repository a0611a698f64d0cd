import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import {
  KafkaConnection,
  listTopics,
  type OffsetRange,
  type PartitionOffsets,
  RangeReader,
  type ReadRecord,
  topicOffsets,
} from '@sluice/kafka';
import { type Coordinates, type Letter, toLetter } from './letter.js';

/** Reads dead-letter topics. */
@Injectable()
export class LetterReader implements OnApplicationShutdown {
  private readonly reader: RangeReader;

  constructor(private readonly connection: KafkaConnection) {
    this.reader = new RangeReader(connection);
  }

  /** None where the topic does not exist, as before the first letter. */
  async partitions(topic: string): Promise<PartitionOffsets[]> {
    const topics = await listTopics(this.connection);
    return topics.includes(topic) ? topicOffsets(this.connection, topic) : [];
  }

  read(range: OffsetRange): Promise<{ records: ReadRecord[]; next: bigint }> {
    return this.reader.read(range);
  }

  /** Every record of the range, which must be small. */
  async readAll({ topic, partition, from, to }: OffsetRange, onRecord: (record: ReadRecord) => void): Promise<void> {
    for (let position = from; position < to;) {
      const { records, next } = await this.reader.read({ topic, partition, from: position, to });
      records.forEach(onRecord);
      position = next;
    }
  }

  /**
   * One letter.
   * @param partitions as {@link partitions} answers them
   * @throws SluiceError DEAD_LETTER_UNKNOWN
   */
  async letter({ topic, partition, offset }: Coordinates, partitions: readonly PartitionOffsets[]): Promise<Letter> {
    const offsets = partitions.find((one) => one.partition === partition);
    if (offsets !== undefined && offset >= offsets.low && offset < offsets.high) {
      const { records } = await this.reader.read({ topic, partition, from: offset, to: offset + 1n });
      if (records[0] !== undefined) return toLetter(topic, partition, records[0]);
    }
    throw new SluiceError('DEAD_LETTER_UNKNOWN', `reading letter ${partition}/${offset} of ${topic}: there is none`, {
      context: { topic, partition, offset: Number(offset) },
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.reader.close();
  }
}
