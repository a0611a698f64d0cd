import { DEAD_LETTER_HEADERS, SluiceError } from '@sluice/contracts';
import { ensureTopic } from './admin.js';
import type { KafkaConnection } from './connection.js';
import type { HeaderValue, OutgoingRecord } from './produce/outgoing-record.js';
import type { RecordProducer } from './produce/record-producer.js';

/** A record that can never be stored, as it came, and why. */
export interface DeadLetter {
  readonly origin: {
    readonly topic: string;
    readonly partition: number;
    readonly offset: bigint | number;
    /** Milliseconds since the epoch. */
    readonly timestamp: number;
  };
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly { readonly name: string; readonly value: HeaderValue }[];
  readonly error: SluiceError;
  /** Where it failed, in Kafka Connect's words: `VALUE_CONVERTER`, `TASK_PUT`, … */
  readonly stage: string;
  readonly connector: string;
  /** `0` without it. */
  readonly task?: string;
}

/**
 * What the topic is made for: whatever a broker takes in one request (`socket.request.max.bytes` is 100 MiB), so that no
 * record that came in is too large for its letter.
 */
const LARGEST_LETTER = 100 * 1024 * 1024;

/**
 * Writes dead letters: key, value, headers and timestamp byte for byte, followed by the `__connect.errors.*` headers of
 * KIP-298, in which `exception.class.name` is the error's code.
 */
export class DeadLetterPublisher {
  private readonly ensured = new Map<string, Promise<unknown>>();

  constructor(
    private readonly connection: KafkaConnection,
    /** Of unlimited delivery time, so that a broker that is away is waited for. */
    private readonly producer: RecordProducer,
  ) {}

  /**
   * Resolves when the brokers have acknowledged every letter. The topic is made where it is missing: one partition,
   * kept for ever, for records of any size where the broker allows that.
   * @throws SluiceError BROKER_REFUSED where the topic does not take a letter, whatever else the producer reports;
   * the letters before and after may have been written, and writing them again repeats them
   */
  async publish(topic: string, letters: readonly DeadLetter[]): Promise<void> {
    if (letters.length === 0) return;
    const refused = await this.send(topic, letters, toRecord);
    if (refused.length === 0) return;
    this.ensured.delete(topic);
    const [still] = await this.send(
      topic,
      refused.map(({ letter }) => letter),
      toPlainRecord,
    );
    if (still === undefined) return;
    throw notTaken(topic, still.letter, still.error);
  }

  /** The letters that the topic does not take. */
  private async send(
    topic: string,
    letters: readonly DeadLetter[],
    form: (letter: DeadLetter) => OutgoingRecord,
  ): Promise<{ letter: DeadLetter; error: SluiceError }[]> {
    await this.ensure(topic);
    const reports = await this.producer.send(topic, letters.map(form));
    return reports.flatMap(({ error }, i) => {
      if (error && error.kind !== 'record') throw error;
      return error ? [{ letter: letters[i]!, error }] : [];
    });
  }

  private ensure(topic: string): Promise<unknown> {
    let ensured = this.ensured.get(topic);
    if (!ensured) {
      ensured = this.make(topic);
      this.ensured.set(topic, ensured);
      ensured.catch(() => this.ensured.delete(topic));
    }
    return ensured;
  }

  private async make(topic: string): Promise<void> {
    const config = { 'retention.ms': '-1' };
    const roomy = { ...config, 'max.message.bytes': String(LARGEST_LETTER) };
    try {
      await ensureTopic(this.connection, topic, { partitions: 1, config: roomy });
    } catch (error) {
      if (!(error instanceof SluiceError) || error.code !== 'BROKER_REFUSED') throw error;
      // hosted brokers may bound what a topic asks for; what they take by themselves is then enough for most letters
      await ensureTopic(this.connection, topic, { partitions: 1, config });
    }
  }
}

function notTaken(topic: string, { origin, key, value }: DeadLetter, cause: SluiceError): SluiceError {
  const bytes = (key?.length ?? 0) + (value?.length ?? 0);
  const record = `${origin.topic}/${origin.partition}/${origin.offset}`;
  const what = `writing the dead letter of ${record}, ${bytes} bytes, to ${topic}`;
  const hint = `raise max.message.bytes of topic ${topic}, then restart: nothing is lost meanwhile`;
  const why = cause.code === 'RECORD_TOO_LARGE' ? `${cause.message}; ${hint}` : cause.message;
  return new SluiceError('BROKER_REFUSED', `${what}: ${why}`, { context: { topic, record, bytes }, cause });
}

function toRecord(letter: DeadLetter): OutgoingRecord {
  const { stack } = letter.error;
  const plain = toPlainRecord(letter);
  const trace = stack === undefined ? [] : [{ name: DEAD_LETTER_HEADERS.exceptionStack, value: stack }];
  return { ...plain, headers: [...plain.headers, ...trace], timestamp: letter.origin.timestamp };
}

/** Without what may be refused although the record itself was not: a stack trace too many bytes long, a future time. */
function toPlainRecord(letter: DeadLetter): OutgoingRecord & { headers: DeadLetter['headers'] } {
  const { origin, error } = letter;
  const reason: Record<string, string> = {
    [DEAD_LETTER_HEADERS.topic]: origin.topic,
    [DEAD_LETTER_HEADERS.partition]: String(origin.partition),
    [DEAD_LETTER_HEADERS.offset]: String(origin.offset),
    [DEAD_LETTER_HEADERS.connector]: letter.connector,
    [DEAD_LETTER_HEADERS.task]: letter.task ?? '0',
    [DEAD_LETTER_HEADERS.stage]: letter.stage,
    [DEAD_LETTER_HEADERS.exceptionClass]: 'sluice',
    [DEAD_LETTER_HEADERS.exceptionName]: error.code,
    [DEAD_LETTER_HEADERS.exceptionMessage]: error.message,
  };
  const headers = [...letter.headers, ...Object.entries(reason).map(([name, value]) => ({ name, value }))];
  return { key: letter.key, value: letter.value, headers };
}
