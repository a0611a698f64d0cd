import mongoose, { type Connection } from 'mongoose';
import { classifyMongoError } from '../classify-mongo-error.js';
import { openDatabase } from '../connect-mongo.js';

export const DEAD_LETTERS_COLLECTION = '_sluice_dead_letters';

/** `replaying` while the record is on its way to the broker, or when the process died on that way. */
export const DEAD_LETTER_STATES = ['open', 'replaying', 'replayed', 'discarded'] as const;
export type DeadLetterState = (typeof DEAD_LETTER_STATES)[number];

/** What was done to a dead letter. Entries are only ever added. */
export interface DeadLetterEntry {
  readonly state: DeadLetterState;
  readonly at: Date;
  /** Who asked for it. */
  readonly by: string;
  /** The reason given, or the error that ended it. */
  readonly why?: string;
  /** Where the record was produced again: `topic#partition#offset`. */
  readonly producedAs?: string;
  /** Set where another value than that of the letter was produced. */
  readonly isEdited?: true;
}

/** The audit trail of a dead letter. A letter without one is open. */
export interface DeadLetterTrail {
  /** Of the letter itself: `topic#partition#offset`. */
  readonly _id: string;
  /** Of the record that it is about: `topic#partition#offset`; two letters may be about one record. */
  readonly origin: string | null;
  readonly connector: string;
  /** That of the last entry. */
  readonly state: DeadLetterState;
  /** When the last entry was made. */
  readonly at: Date;
  readonly entries: readonly DeadLetterEntry[];
}

/** A letter as its trail names it. */
export type TrailName = Pick<DeadLetterTrail, '_id' | 'origin' | 'connector'>;

/** Whether a claim from these states would get the letter; see {@link DeadLetterLog.claim}. */
export function isFree(trail: DeadLetterTrail | undefined, from: readonly DeadLetterState[], now: Date): boolean {
  if (from.includes(trail?.state ?? 'open')) return true;
  return trail?.state === 'replaying' && trail.at.getTime() < now.getTime() - CLAIM_MS;
}

/** A letter left `replaying` for so long belongs to a process that died. */
const CLAIM_MS = 30_000;
const DUPLICATE_KEY = 11000;

/** What has been done to the dead letters of a connector. Every method throws a SluiceError, transient while MongoDB is away. */
export class DeadLetterLog {
  private indexed: Promise<unknown> | undefined;

  constructor(private readonly connection: Connection) {}

  /** The trails of those letters that have one, by id. */
  async find(ids: readonly string[]): Promise<Map<string, DeadLetterTrail>> {
    if (ids.length === 0) return new Map();
    return this.run('reading the states of dead letters', async (trails) => {
      const found = await trails.find({ _id: { $in: [...ids] } }).toArray();
      return new Map(found.map((trail) => [idOf(trail), trail]));
    });
  }

  /** Those of the given origins of which a letter has been replayed. */
  async replayedOrigins(origins: readonly string[]): Promise<Set<string>> {
    if (origins.length === 0) return new Set();
    return this.run('looking for replayed dead letters', async (trails) => {
      const filter = { origin: { $in: [...origins] }, state: 'replayed' as const };
      const found = await trails.find(filter, { projection: { origin: 1 } }).toArray();
      return new Set(found.flatMap(({ origin }) => origin ?? []));
    });
  }

  /**
   * Adds the entry to each letter that is in one of the states, or that a process which died left `replaying`; answers
   * the ids of these letters. Of several who ask at the same time, one gets the letter.
   */
  async claim(
    letters: readonly TrailName[],
    from: readonly DeadLetterState[],
    entry: DeadLetterEntry,
  ): Promise<Set<string>> {
    const free = [
      { state: { $in: [...from] } },
      { state: 'replaying' as const, at: { $lt: new Date(entry.at.getTime() - CLAIM_MS) } },
    ];
    const refused = await this.write(
      letters.map(({ _id, origin, connector }) => ({
        updateOne: {
          filter: { _id, $or: free },
          update: { ...appending(entry), $setOnInsert: { origin, connector } },
          // A letter in another state is not matched, and inserting it again is a duplicate.
          upsert: true,
        },
      })),
    );
    return new Set(letters.filter((_, index) => !refused.has(index)).map(({ _id }) => _id));
  }

  /** Adds an entry each to letters that were claimed before. */
  async append(entries: readonly { readonly id: string; readonly entry: DeadLetterEntry }[]): Promise<void> {
    await this.write(
      entries.map(({ id, entry }) => ({ updateOne: { filter: { _id: id }, update: appending(entry) } })),
    );
  }

  /** Indexes of the operations that met a letter in another state. */
  private async write(operations: mongoose.mongo.AnyBulkWriteOperation<DeadLetterTrail>[]): Promise<Set<number>> {
    if (operations.length === 0) return new Set();
    return this.run('writing the states of dead letters', async (trails) => {
      this.indexed ??= trails.createIndex({ origin: 1, state: 1 }).catch((error: unknown) => {
        this.indexed = undefined;
        throw error;
      });
      await this.indexed;
      try {
        await trails.bulkWrite(operations, { ordered: false });
        return new Set();
      } catch (error) {
        const refused = duplicates(error);
        if (refused === undefined) throw error;
        return refused;
      }
    });
  }

  private async run<T>(
    doing: string,
    work: (trails: mongoose.mongo.Collection<DeadLetterTrail>) => Promise<T>,
  ): Promise<T> {
    try {
      const database = await openDatabase(this.connection, doing);
      return await work(database.collection<DeadLetterTrail>(DEAD_LETTERS_COLLECTION));
    } catch (error) {
      throw classifyMongoError(error, doing);
    }
  }
}

function appending(entry: DeadLetterEntry) {
  return { $push: { entries: entry }, $set: { state: entry.state, at: entry.at } };
}

function idOf({ _id }: DeadLetterTrail): string {
  return _id;
}

/** Undefined where anything but duplicate keys went wrong. */
function duplicates(error: unknown): Set<number> | undefined {
  if (!(error instanceof mongoose.mongo.MongoBulkWriteError) || error.result.getWriteConcernError()) return undefined;
  const errors = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
  if (errors.some(({ code }) => code !== DUPLICATE_KEY)) return undefined;
  return new Set(errors.map(({ index }) => index));
}
