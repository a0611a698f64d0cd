import type { mongo } from 'mongoose';

/** What one reply of MongoDB holds. */
export interface RawReply {
  /** BSON of each document. */
  readonly documents: readonly Buffer[];
  /** More matched than fits a reply, 16 MB. */
  readonly isCut: boolean;
}

export interface FindCommand {
  readonly find: string;
  readonly filter: object;
  readonly sort?: ReadonlyMap<string, 1 | -1>;
  readonly projection?: object;
  readonly readConcern?: { readonly level: 'majority'; readonly afterClusterTime?: mongo.Timestamp };
  readonly hint?: object;
}

export interface AggregateCommand {
  readonly aggregate: string;
  readonly pipeline: readonly object[];
  readonly hint?: object;
}

interface RawQueryOptions {
  /** Documents wanted at most; the command's own limit must not be larger. */
  readonly limit: number;
  readonly maxTimeMS: number;
  readonly signal?: AbortSignal;
}

/**
 * Runs a find or an aggregate and takes what fits the first reply, undecoded: a page never holds more than that.
 * Not by the driver's cursor, which looks at every element of every document, also where it hands them out raw.
 * Unlike a cursor's, the command is not tried again after an election.
 */
export async function rawQuery(
  database: mongo.Db,
  command: FindCommand | AggregateCommand,
  { limit, maxTimeMS, signal }: RawQueryOptions,
): Promise<RawReply> {
  // One more than there can be, so that the server closes the cursor at once.
  const batchSize = limit + 1;
  const { readConcern, readPreference } = database;
  const reply = await database.command(
    {
      ...command,
      ...('find' in command ? { limit, batchSize } : { cursor: { batchSize } }),
      ...(readConcern ? { readConcern: readConcern.toJSON() } : {}),
      // What does not fit memory is refused rather than sorted on the store's disk.
      allowDiskUse: false,
      maxTimeMS,
    },
    {
      ...(readPreference ? { readPreference } : {}),
      ...(signal ? { signal } : {}),
      fieldsAsRaw: { firstBatch: true },
      promoteValues: false,
      // An error reply may cut a character in half.
      enableUtf8Validation: false,
    },
  );
  const { id, firstBatch } = reply['cursor'] as { id: mongo.Long; firstBatch: Buffer[] }; // by the protocol
  if (!id.isZero()) closeCursor(database, 'find' in command ? command.find : command.aggregate, id);
  return { documents: firstBatch, isCut: !id.isZero() };
}

/** The server closes it after ten minutes in any case. */
function closeCursor(database: mongo.Db, collection: string, id: mongo.Long): void {
  database.command({ killCursors: collection, cursors: [id] }).catch(() => undefined);
}
