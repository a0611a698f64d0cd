import { type DeadLetter, DeadLetterPublisher, type KafkaConnection, RecordProducer } from '@sluice/kafka';

/** The dead-letter publisher of the process. Most processes never need it, so its producer connects at first use. */
export class DeadLetters {
  private opening: Promise<{ readonly producer: RecordProducer; readonly publisher: DeadLetterPublisher }> | undefined;

  constructor(private readonly connection: KafkaConnection) {}

  /** Resolves when the brokers have acknowledged every letter; throws what the publisher throws. */
  async publish(topic: string, letters: readonly DeadLetter[]): Promise<void> {
    this.opening ??= this.open().catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    const { publisher } = await this.opening;
    await publisher.publish(topic, letters);
  }

  async close(): Promise<void> {
    const open = await this.opening?.catch(() => undefined);
    await open?.producer.close();
  }

  private async open() {
    // what came through a broker goes through it again, however large it is when unpacked
    const producer = await RecordProducer.open(this.connection, { maxRecordBytes: Infinity });
    return { producer, publisher: new DeadLetterPublisher(this.connection, producer) };
  }
}
