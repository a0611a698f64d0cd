import { SluiceError } from '@sluice/contracts';
import { assertTopicName, ensureTopic, type KafkaConnection, partitionCount } from '@sluice/kafka';

/** Topics that requests may write to, each looked up or made once. */
export class Topics {
  private readonly known = new Map<string, Promise<unknown>>();

  constructor(
    private readonly connection: KafkaConnection,
    private readonly mayCreate: boolean,
  ) {}

  /** @throws SluiceError TOPIC_INVALID, TOPIC_UNKNOWN, BROKER_UNAVAILABLE */
  async open(topic: string): Promise<void> {
    assertTopicName(topic);
    if (topic.startsWith('_')) {
      throw new SluiceError('TOPIC_INVALID', `opening topic ${topic}: names that begin with _ are internal`);
    }
    let opening = this.known.get(topic);
    if (opening === undefined) {
      opening = this.mayCreate ? ensureTopic(this.connection, topic) : partitionCount(this.connection, topic);
      this.known.set(topic, opening);
      opening.catch(() => this.known.delete(topic));
    }
    await opening;
  }
}
