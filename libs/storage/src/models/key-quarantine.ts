import mongoose, { type Connection } from 'mongoose';
import { classifyMongoError } from '../classify-mongo-error.js';
import { openDatabase } from '../connect-mongo.js';

export const QUARANTINE_COLLECTION = '_sluice_quarantine';

/** A record that is among the dead letters and holds up those of its key behind it. */
export interface HeldRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: Buffer;
  /** How many times it had been replayed when it was refused. */
  readonly replays: number;
}

type Place = Pick<HeldRecord, 'topic' | 'partition' | 'offset'>;

interface StoredHold extends Place {
  readonly _id: string;
  readonly connector: string;
  readonly key: mongoose.mongo.Binary;
  readonly replays: number;
  readonly at: Date;
}

/** First offset held of a key, by the number of replays. */
export type FirstHeld = ReadonlyMap<string, readonly { readonly replays: number; readonly offset: number }[]>;

/**
 * Which records of which keys are held, one document each, so that holding and letting go may be repeated. Every method
 * throws a SluiceError, transient while MongoDB is away.
 */
export class KeyQuarantine {
  private indexed: Promise<unknown> | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly connector: string,
  ) {}

  async hold(records: readonly HeldRecord[]): Promise<void> {
    if (records.length === 0) return;
    await this.run('holding records of a key', async (holds) => {
      const { connector } = this;
      this.indexed ??= holds.createIndex({ connector: 1, topic: 1, partition: 1, key: 1 }).catch((error: unknown) => {
        this.indexed = undefined;
        throw error;
      });
      await this.indexed;
      const at = new Date();
      await holds.bulkWrite(
        records.map(({ topic, partition, offset, key, replays }) => ({
          updateOne: {
            filter: { _id: this.idOf({ topic, partition, offset }) },
            update: {
              $setOnInsert: { connector, topic, partition, offset, key: new mongoose.mongo.Binary(key), replays, at },
            },
            upsert: true,
          },
        })),
        { ordered: false },
      );
    });
  }

  async release(places: readonly Place[]): Promise<void> {
    if (places.length === 0) return;
    await this.run('letting records of a key go', (holds) =>
      holds.deleteMany({ _id: { $in: places.map((place) => this.idOf(place)) } }),
    );
  }

  /** Keys (latin1) of which records of the partition are held. */
  async held(topic: string, partition: number): Promise<FirstHeld> {
    return this.run('reading which keys are held', async (holds) => {
      const groups = holds.aggregate<{ _id: { key: mongoose.mongo.Binary; replays: number }; offset: number }>([
        { $match: { connector: this.connector, topic, partition } },
        { $group: { _id: { key: '$key', replays: '$replays' }, offset: { $min: '$offset' } } },
      ]);
      const found = new Map<string, { replays: number; offset: number }[]>();
      for await (const { _id, offset } of groups) {
        const key = Buffer.from(_id.key.buffer).toString('latin1');
        const first = { replays: _id.replays, offset };
        found.set(key, [...(found.get(key) ?? []), first]);
      }
      return found;
    });
  }

  private idOf({ topic, partition, offset }: Place): string {
    return `${this.connector}#${topic}#${partition}#${offset}`;
  }

  private async run<T>(doing: string, work: (holds: mongoose.mongo.Collection<StoredHold>) => Promise<T>): Promise<T> {
    try {
      const database = await openDatabase(this.connection, doing);
      return await work(database.collection<StoredHold>(QUARANTINE_COLLECTION));
    } catch (error) {
      throw classifyMongoError(error, doing);
    }
  }
}
