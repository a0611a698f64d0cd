import { PartitionReader } from '@sluice/kafka';
import { type Stack, type StackOptions, startStack } from '@sluice/stack';
import type { AppProcess } from '../support/app-process.js';
import { TestBed, type TestBedOptions } from '../support/test-bed.js';
import { until } from '../support/until.js';

const CHUNK = 1_000;
/** Records that wait while faults happen, so that each meets work under way. */
const BACKLOG = 15_000;
/** Every so many a record that is no JSON. */
const BAD_EVERY = 100;
const PATIENCE_MS = 120_000;

/** So that a fault meets many batches at different steps. */
export const SMALL_FETCHES = { CONSUMER_FETCH_PARTITION_BYTES: '65536', CONSUMER_FETCH_BYTES: '131072' };

/** What a run of faults has come to. */
export interface Account {
  /** Records that the broker acknowledged. */
  readonly produced: number;
  readonly stored: number;
  /** Records with a dead letter; a letter that was published twice counts once. */
  readonly deadLettered: number;
  /** Neither stored nor dead-lettered. */
  readonly lost: number;
  /** Stored more than once. */
  readonly duplicated: number;
}

export interface ArenaOptions {
  readonly bed?: TestBedOptions;
  readonly stack?: StackOptions;
  /** How long nothing may be stored before the test gives up, ms. */
  readonly patienceMs?: number;
}

/** A broker and a store that may be broken, consumers on them, and a load of good and bad records that never pauses. */
export class Arena {
  private produced = 0;
  private readonly over = new AbortController();
  private producing: Promise<void> | undefined;

  private constructor(
    readonly stack: Stack,
    readonly bed: TestBed,
    private readonly patienceMs: number,
  ) {}

  static async open(options: ArenaOptions = {}): Promise<Arena> {
    const stack = await startStack({ services: ['kafka', 'mongodb'], notice: () => undefined, ...options.stack });
    try {
      const bed = await TestBed.open({
        partitions: 4,
        env: SMALL_FETCHES,
        ...options.bed,
        bootstrapServers: stack.kafka.bootstrapServers,
        mongodbUrl: stack.mongodb.url,
      });
      return new Arena(stack, bed, options.patienceMs ?? PATIENCE_MS);
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  startLoad(): void {
    this.producing = this.produceUntilOver();
    this.producing.catch(() => undefined); // told by settle()
  }

  startConsumer(env: Readonly<Record<string, string>> = {}): Promise<AppProcess> {
    return this.bed.startConsumer(env);
  }

  /** Counted one by one: the count that a collection keeps is wrong after a crash. */
  stored(): Promise<number> {
    return this.bed.documents.countDocuments();
  }

  /** Seconds until a record more is stored. */
  async untilStoring(): Promise<number> {
    const startedAt = performance.now();
    let before: number | undefined;
    await until(
      'records are stored again',
      async () => {
        before ??= await this.stored();
        return (await this.stored()) > before;
      },
      this.patienceMs,
    );
    return (performance.now() - startedAt) / 1000;
  }

  /** Ends the load, waits until all of it has come to its end, and counts. */
  async settle(): Promise<Account> {
    this.over.abort();
    await this.producing;
    const bad = Math.ceil(this.produced / BAD_EVERY);
    const letters = (): Promise<Set<string>> => this.deadLetters();
    const isSettled = async (): Promise<boolean> =>
      (await this.stored()) >= this.produced - bad && (await letters()).size >= bad;
    await until('every record is stored or dead-lettered', isSettled, this.patienceMs).catch(() => undefined); // told by the count
    const numbers = await this.bed.storedNumbers();
    const distinct = new Set(numbers);
    const dead = await letters();
    let lost = 0;
    for (let n = 0; n < this.produced; n += 1) if (!distinct.has(n) && !dead.has(badValue(n))) lost += 1;
    return {
      produced: this.produced,
      stored: numbers.length,
      deadLettered: dead.size,
      lost,
      duplicated: numbers.length - distinct.size,
    };
  }

  async close(): Promise<void> {
    this.over.abort();
    await this.producing?.catch(() => undefined);
    try {
      await this.bed.close();
    } finally {
      await this.stack.stop();
    }
  }

  private async produceUntilOver(): Promise<void> {
    const { signal } = this.over;
    while (!signal.aborted) {
      const numbers = Array.from({ length: CHUNK }, (_, i) => this.produced + i);
      await this.bed.produce(
        numbers.map((n) => (n % BAD_EVERY === 0 ? badValue(n) : `{"n":${n},"text":"record ${n}"}`)),
      );
      this.produced += CHUNK;
      const isWanted = async (): Promise<boolean> => signal.aborted || this.produced - (await this.stored()) < BACKLOG;
      await until('the backlog is small', isWanted, this.patienceMs);
    }
  }

  /** Values of the dead letters, each once. */
  private async deadLetters(): Promise<Set<string>> {
    const values = new Set<string>();
    const reader = new PartitionReader(this.bed.kafka, this.bed.deadLetterTopic, 0);
    try {
      await reader.catchUp(
        ({ value }) => void values.add(String(value)),
        () => undefined,
      );
    } finally {
      await reader.close();
    }
    return values;
  }
}

function badValue(n: number): string {
  return `{"n":${n}`;
}
