import type { Connection, mongo } from 'mongoose';
import { once } from 'node:events';
import { classifyMongoError } from '../../classify-mongo-error.js';
import { openDatabase } from '../../connect-mongo.js';
import type { Change } from './record-finder.js';

/** Ids keep their types. */
const EXACT = { promoteValues: false, promoteBuffers: false } as const;
const OPENING_MS = 10_000;

type Condition = mongo.Filter<mongo.Document>;
/** Beyond, looking up every record costs less. */
const MAX_FILTERS = 32;

const REPLACED = ['update', 'replace'];

/** Of inserted records only those that hold to one of the filters, where MongoDB can tell as it reads its oplog. */
function stages(wanted: readonly Condition[]): mongo.Document[] {
  const inserted = wanted.map((filter) => onFullDocument(filter));
  const ofInserted = inserted.includes(undefined) || inserted.length > MAX_FILTERS ? {} : { $or: inserted };
  return [
    {
      $match: {
        $or: [{ operationType: { $in: REPLACED } }, { $and: [{ operationType: 'insert' }, ofInserted] }],
      },
    },
    { $project: { documentKey: 1, operationType: 1 } },
  ];
}

interface ResumeToken {
  readonly _data: string;
}

interface RawChange {
  readonly _id: ResumeToken;
  readonly documentKey: { readonly _id: unknown };
  readonly operationType: unknown;
}

/** What a feed is about. */
export interface FeedSpec {
  readonly dataset: string;
  /** Inserted records that hold to none of them may be left out. */
  readonly filters: readonly Condition[];
  /** Position after which to begin; now without one. */
  readonly after?: string;
}

/** What a feed tells. */
export interface FeedListener {
  onChange(change: Change): void;
  /** The feed has ended: the dataset is gone, or the store for good. */
  onEnd(error?: Error): void;
}

/** The changes of one dataset from now on, by one change stream, which survives elections and short outages. */
export class DatasetFeed {
  private constructor(
    private readonly stream: mongo.ChangeStream<mongo.Document, RawChange & mongo.ChangeStreamDocument>,
    private latest: string,
  ) {}

  /** @throws SluiceError transient while MongoDB is away; LIVE_UNSUPPORTED where it is no replica set */
  static async open(
    connection: Connection,
    { dataset, filters, after }: FeedSpec,
    listener: FeedListener,
  ): Promise<DatasetFeed> {
    const doing = `watching ${dataset}`;
    const database = await openDatabase(connection, doing);
    const stream = database
      .collection(dataset)
      .watch<mongo.Document, RawChange & mongo.ChangeStreamDocument>(stages(filters), {
        ...EXACT,
        ...(after === undefined ? {} : { resumeAfter: { _data: after } }),
      });
    const opened = once(stream, 'resumeTokenChanged', { signal: AbortSignal.timeout(OPENING_MS) });
    const early: Change[] = [];
    let feed: DatasetFeed | undefined;
    stream.on('change', (raw) => {
      const change = changeOf(raw);
      if (feed) feed.latest = change.position;
      if (feed) listener.onChange(change);
      else early.push(change);
    });
    try {
      const [token] = (await opened) as [ResumeToken];
      feed = new DatasetFeed(stream, positionOf(token));
    } catch (error) {
      await stream.close().catch(() => undefined);
      throw classifyMongoError(error, doing);
    }
    stream.on('resumeTokenChanged', (token: unknown) => {
      if (feed) feed.latest = positionOf(token as ResumeToken); // by the event's name
    });
    stream.on('error', (error) => listener.onEnd(classifyMongoError(error, doing)));
    stream.on('close', () => listener.onEnd());
    for (const change of early) listener.onChange(change);
    return feed;
  }

  /** Up to where changes were told. */
  get position(): string {
    return this.latest;
  }

  async close(): Promise<void> {
    this.stream.removeAllListeners();
    this.stream.on('error', () => undefined);
    await this.stream.close().catch(() => undefined);
  }
}

/**
 * Tells changes after a position up to now, some at a time, while `onChanges` answers true.
 * @returns false where the store does not know the position any more
 * @throws SluiceError transient while MongoDB is away
 */
export async function changesSince(
  connection: Connection,
  dataset: string,
  position: string,
  onChanges: (changes: readonly Change[]) => Promise<boolean>,
): Promise<boolean> {
  const doing = `watching ${dataset}`;
  const database = await openDatabase(connection, doing);
  const stream = database
    .collection(dataset)
    .watch<mongo.Document, RawChange & mongo.ChangeStreamDocument>(stages([{}]), {
      ...EXACT,
      resumeAfter: { _data: position },
      maxAwaitTimeMS: 50,
    });
  try {
    let changes: Change[] = [];
    for (let raw = await stream.tryNext(); raw !== null; raw = await stream.tryNext()) {
      if (changes.push(changeOf(raw)) < CATCH_UP) continue;
      if (!(await onChanges(changes))) return true;
      changes = [];
    }
    await onChanges(changes);
    return true;
  } catch (error) {
    if (isLost(error)) return false;
    throw classifyMongoError(error, doing);
  } finally {
    await stream.close().catch(() => undefined);
  }
}

const CATCH_UP = 500;
/** ChangeStreamFatalError, ChangeStreamHistoryLost, InvalidResumeToken, and what a token of elsewhere looks like. */
const LOST: ReadonlySet<number> = new Set([280, 286, 260, 50811, 40585, 9]);

/** Whether the store does not know a position any more. */
export function isLost(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && LOST.has(Number(error.code));
}

function changeOf({ _id: token, documentKey: { _id: id }, operationType }: RawChange): Change {
  return { position: positionOf(token), id, isNew: String(operationType) === 'insert' };
}

/** Positions are ordered as texts. */
function positionOf({ _data: position }: ResumeToken): string {
  return position;
}

/** The condition on the record that an insert carries; undefined where the match language cannot say it of a part. */
export function onFullDocument(filter: Condition): Condition | undefined {
  const parts: Condition[] = [];
  for (const [name, condition] of Object.entries(filter)) {
    if (name === '$and' || name === '$or') {
      const each = (condition as Condition[]).map(onFullDocument); // by the language
      if (each.includes(undefined)) return undefined;
      parts.push({ [name]: each });
    } else if (name.startsWith('$')) return undefined;
    else parts.push({ [`fullDocument.${name}`]: condition as unknown });
  }
  return parts.length === 0 ? {} : { $and: parts };
}
