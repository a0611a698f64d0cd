import { SluiceError } from '@sluice/contracts';
import type { Connection, mongo } from 'mongoose';
import { classifyMongoError } from '../classify-mongo-error.js';
import { openDatabase } from '../connect-mongo.js';
import { instantAt } from '../read/bson-scalar.js';
import { FieldLocator } from '../read/field-locator.js';
import { isLost } from '../read/live/dataset-feed.js';
import { type CursorReply, readReply } from '../read/raw-scan.js';

/** What changed since the last reply. */
export interface Changes {
  /** Of each field of times, the times of records that came, went or changed, before as after. */
  readonly times: readonly (readonly number[])[];
  /** A record changed or went whose time before nobody knows. */
  readonly hasUnknown: boolean;
  /** The collection was dropped or renamed; nothing follows. */
  readonly isGone: boolean;
  readonly count: number;
  /** Position in the history of changes up to which these reach. */
  readonly token: string;
  /** Every change before that was stored before this time, in milliseconds since the epoch. */
  readonly asOf: number;
  /** Time of the store, for reading what these changes led to. */
  readonly operationTime: mongo.Timestamp;
}

export interface ChangeSpec {
  readonly dataset: string;
  /** Names of fields of dates in the records themselves. */
  readonly timeFields: readonly string[];
  /** Position after which to begin; now without one. */
  readonly after?: string;
  /** Whether the store keeps what records were before; without, every change that is no insert is unknown. */
  readonly hasPreImages: boolean;
}

const BATCH = 20_000;
const GONE: ReadonlySet<string> = new Set(['drop', 'rename', 'dropDatabase', 'invalidate']);
/** BSONObjectTooLarge: a change of more than 16 MB, which no stream gets past. */
const TOO_LARGE = 10334;

/** Changes come to be known too late or too large to be told: what they were is lost. */
export class HistoryLost extends Error {}

/**
 * Reads which times of a dataset changed, from its change stream, and nothing else of the records. Replies are read as
 * bytes, since under load they are many.
 */
export class ChangeReader {
  private readonly locator: FieldLocator;
  private cursor: mongo.Long | undefined;

  private constructor(
    private readonly database: mongo.Db,
    private readonly session: mongo.ClientSession,
    private readonly spec: ChangeSpec,
  ) {
    const fields = spec.timeFields.flatMap((_, i) => [[`a${i}`], [`b${i}`]]);
    this.locator = new FieldLocator([['o'], ['c'], ['i'], ...fields]);
  }

  /**
   * Opens the stream, and tells what there is at once.
   * @throws HistoryLost where the store does not know the position any more
   * @throws SluiceError transient while MongoDB is away; LIVE_UNSUPPORTED where it is no replica set
   */
  static async open(connection: Connection, spec: ChangeSpec): Promise<{ reader: ChangeReader; first: Changes }> {
    const database = await openDatabase(connection, `watching ${spec.dataset}`);
    const session = connection.getClient().startSession({ causalConsistency: false });
    const reader = new ChangeReader(database, session, spec);
    try {
      const first = await reader.ask({
        aggregate: spec.dataset,
        pipeline: stagesOf(spec),
        cursor: { batchSize: 0 },
        readConcern: { level: 'majority' },
      });
      return { reader, first };
    } catch (error) {
      await reader.close();
      throw error;
    }
  }

  /** What comes, within so many milliseconds. Throws as {@link open} does. */
  next(waitMs: number): Promise<Changes> {
    return this.ask({
      getMore: this.cursor,
      collection: this.spec.dataset,
      batchSize: BATCH,
      maxTimeMS: Math.max(1, waitMs),
    });
  }

  async close(): Promise<void> {
    if (this.cursor !== undefined) {
      const kill = { killCursors: this.spec.dataset, cursors: [this.cursor] };
      await this.database.command(kill, { session: this.session }).catch(() => undefined);
    }
    await this.session.endSession();
  }

  private async ask(question: object): Promise<Changes> {
    const askedAt = Date.now();
    try {
      const { session } = this;
      const reply = await this.database.command(question, {
        session,
        readPreference: 'primary',
        raw: true,
        enableUtf8Validation: false,
      });
      const found = readReply(reply['cursor'] as Buffer); // raw: true leaves documents as bytes
      this.cursor = found.id.isZero() ? undefined : found.id;
      return this.changesOf(found, askedAt, reply['operationTime'] as mongo.Timestamp); // by the protocol
    } catch (error) {
      const doing = `watching ${this.spec.dataset}`;
      const known = classifyMongoError(error, doing);
      // What a position that is refused is refused for has many codes.
      const isFinal = known.kind === 'unclassified' || (known.kind === 'record' && known.code !== 'LIVE_UNSUPPORTED');
      const isRefused = this.cursor === undefined && this.spec.after !== undefined && isFinal;
      if (isLost(error) || isRefused || known.context['serverCode'] === TOO_LARGE) {
        throw new HistoryLost(`${doing}: the store does not know what changed`, { cause: error });
      }
      throw known;
    }
  }

  private changesOf(reply: CursorReply, askedAt: number, operationTime: mongo.Timestamp): Changes {
    const { timeFields, dataset } = this.spec;
    const { locator } = this;
    const { types, at } = locator;
    const times = timeFields.map((): number[] => []);
    let hasUnknown = false;
    let isGone = reply.id.isZero();
    let lastAt = askedAt;
    reply.each((bson, start) => {
      locator.locate(bson, start);
      const operation = bson.toString('latin1', (at[0] as number) + 4, (at[0] as number) + 3 + bson.readInt32LE(at[0]));
      if (types[1] !== 0) lastAt = bson.readUInt32LE((at[1] as number) + 4) * 1_000;
      if (GONE.has(operation)) isGone = true;
      else if (operation !== 'insert' && types[2] === 0) hasUnknown = true;
      for (const [i, found] of times.entries()) {
        for (const column of [3 + 2 * i, 4 + 2 * i]) {
          const instant = instantAt(bson, types[column] as number, at[column] as number);
          if (!Number.isNaN(instant) && found.at(-1) !== instant) found.push(instant);
        }
      }
    });
    if (reply.position === undefined) {
      throw new SluiceError('LIVE_UNSUPPORTED', `watching ${dataset}: MongoDB tells no position; 4.2 is needed`);
    }
    const asOf = Math.min(lastAt, askedAt);
    return { times, hasUnknown, isGone, count: reply.count, token: reply.position, asOf, operationTime };
  }
}

function stagesOf({ timeFields, after, hasPreImages }: ChangeSpec): object[] {
  const stream = {
    fullDocument: 'updateLookup',
    ...(hasPreImages ? { fullDocumentBeforeChange: 'whenAvailable' } : {}),
    ...(after === undefined ? {} : { resumeAfter: { _data: after } }),
  };
  const fields = timeFields.flatMap((name, i) => [
    [`a${i}`, `$fullDocument.${name}`],
    [`b${i}`, `$fullDocumentBeforeChange.${name}`],
  ]);
  return [
    { $changeStream: stream },
    {
      $project: {
        o: '$operationType',
        c: '$clusterTime',
        i: '$fullDocumentBeforeChange._id',
        ...(Object.fromEntries(fields) as object),
      },
    },
  ];
}
