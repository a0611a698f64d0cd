import { SluiceError } from '@sluice/contracts';
import type { DeliveryReport } from '@sluice/kafka';
import { type DeadLetterEntry, type DeadLetterLog, type DeadLetterState, isFree } from '@sluice/storage';
import { Circuit } from '../delivery/circuit.js';
import { idOf, type Letter } from './letter.js';
import { replayRecord, replayRefusal, type ReplayTerms } from './replay-record.js';
import type { Tally } from './tally.js';
import { trailName } from './trail-name.js';

/** How long the outcome of a replay waits for a store that is away. */
const OUTCOME_TIMEOUT_MS = 10_000;
const LOG_RETRIES = { longestDelayMs: OUTCOME_TIMEOUT_MS, unclassifiedMs: OUTCOME_TIMEOUT_MS };

/** A letter to replay; a value other than undefined takes the place of its own. */
export interface LetterToReplay {
  readonly letter: Letter;
  readonly edit?: unknown;
}

/** Where replayed records go: the part of ReplayProducer that a replay needs. */
export interface ReplayOutlet {
  partitions(topic: string): Promise<number>;
  send(topic: string, records: readonly ReturnType<typeof replayRecord>[]): Promise<DeliveryReport[]>;
}

export interface ReplayOptions extends ReplayTerms {
  readonly connector: string;
  readonly by: string;
  readonly dryRun: boolean;
  /** Told of letters whose records were produced, before that is noted. */
  readonly letGo?: (letters: readonly Letter[]) => Promise<void>;
}

/**
 * Replays letters: each is claimed, produced, and its outcome noted once the brokers have acknowledged it. Letters that
 * are replayed, discarded, or on their way elsewhere are skipped, and so is the twin of a replayed one: a letter about
 * the same record. A process that dies on the way leaves letters claimed; half a minute later they can be replayed
 * again, and those that had reached the broker are then stored twice where ids go by position.
 */
export class Replay {
  private readonly partitions = new Map<string, Promise<number>>();
  private readonly replayed = new Set<string>();

  constructor(
    private readonly log: DeadLetterLog,
    private readonly outlet: ReplayOutlet,
    private readonly options: ReplayOptions,
    private readonly tally: Tally,
  ) {}

  /** Throws a transient error where store or broker are away; asked again, it goes on where it stopped. */
  async replay(letters: readonly LetterToReplay[]): Promise<void> {
    const free = await this.free(letters);
    const able: LetterToReplay[] = [];
    for (const one of free) {
      const refusal = replayRefusal(one.letter, this.options) ?? (await this.topicRefusal(one.letter));
      if (refusal) this.tally.fail(one.letter, refusal);
      else able.push(one);
    }
    const single = await this.withoutTwins(able);
    const claimed = this.options.dryRun ? single : await this.claim(single);
    this.tally.skipped += letters.length - free.length + able.length - claimed.length;
    if (this.options.dryRun) this.tally.done += claimed.length;
    else await this.produce(claimed);
  }

  /** Why its topic takes nothing; transient errors are thrown. */
  private async topicRefusal({ origin }: Letter): Promise<SluiceError | undefined> {
    try {
      await this.partitionsOf(origin?.topic ?? '');
      return undefined;
    } catch (error) {
      if (error instanceof SluiceError && error.kind === 'record') return error;
      throw error;
    }
  }

  private partitionsOf(topic: string): Promise<number> {
    const known = this.partitions.get(topic) ?? this.outlet.partitions(topic);
    this.partitions.set(topic, known);
    return known;
  }

  private async withoutTwins(letters: readonly LetterToReplay[]): Promise<LetterToReplay[]> {
    if (this.options.force) return [...letters];
    const origins = letters.flatMap(({ letter }) => letter.origin ?? []).map(idOf);
    const replayed = await this.log.replayedOrigins(origins);
    return letters.filter(({ letter }) => {
      const origin = letter.origin === undefined ? '' : idOf(letter.origin);
      if (replayed.has(origin) || this.replayed.has(origin)) return false;
      this.replayed.add(origin);
      return true;
    });
  }

  private get from(): DeadLetterState[] {
    return this.options.force ? ['open', 'discarded'] : ['open'];
  }

  private async free(letters: readonly LetterToReplay[]): Promise<LetterToReplay[]> {
    const trails = await this.log.find(letters.map(({ letter }) => idOf(letter)));
    const now = new Date();
    return letters.filter(({ letter }) => isFree(trails.get(idOf(letter)), this.from, now));
  }

  private async claim(letters: readonly LetterToReplay[]): Promise<LetterToReplay[]> {
    const names = letters.map(({ letter }) => trailName(letter, this.options.connector));
    const claimed = await this.log.claim(names, this.from, this.entry('replaying'));
    return letters.filter(({ letter }) => claimed.has(idOf(letter)));
  }

  private async produce(letters: readonly LetterToReplay[]): Promise<void> {
    for (const topic of new Set(letters.map(topicOf))) {
      const ofTopic = letters.filter((one) => topicOf(one) === topic);
      const partitions = await this.partitionsOf(topic);
      const records = ofTopic.map(({ letter, edit }) => replayRecord(letter, edit, partitions, this.options));
      const reports = await this.outlet.send(topic, records);
      await this.note(topic, ofTopic, reports);
    }
  }

  private async note(
    topic: string,
    letters: readonly LetterToReplay[],
    reports: readonly DeliveryReport[],
  ): Promise<void> {
    const entries = letters.map(({ letter, edit }, index) => {
      const report = reports[index]!;
      const entry: DeadLetterEntry = report.error
        ? { ...this.entry('open'), why: `${report.error.code}: ${report.error.message}` }
        : {
            ...this.entry('replayed'),
            producedAs: idOf({ topic, ...report }),
            ...(edit === undefined ? {} : { isEdited: true }),
          };
      return { id: idOf(letter), entry };
    });
    const patience = AbortSignal.timeout(OUTCOME_TIMEOUT_MS);
    const produced = letters.filter((_, index) => !reports[index]!.error).map(({ letter }) => letter);
    if (this.options.letGo) await this.options.letGo(produced);
    await new Circuit(LOG_RETRIES).run(() => this.log.append(entries), patience);
    for (const [index, { error }] of reports.entries()) {
      if (error) this.tally.fail(letters[index]!.letter, error);
      else this.tally.done++;
    }
  }

  private entry(state: DeadLetterState): DeadLetterEntry {
    return { state, at: new Date(), by: this.options.by };
  }
}

function topicOf({ letter }: LetterToReplay): string {
  return letter.origin?.topic ?? '';
}
