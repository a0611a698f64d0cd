import { STORED_ID, STORED_KEY, STORED_TIMESTAMP } from '@sluice/contracts';
import type { Connection } from 'mongoose';
import { exactValue } from '../read/bson-to-json.js';
import { rawScan } from '../read/raw-scan.js';
import type { BsonBuffer } from './bson-buffer.js';
import { BsonType, elementEnd, findElement } from './bson-type.js';

const ID = Buffer.from(STORED_ID);
const TIMESTAMP = Buffer.from(STORED_TIMESTAMP);
const KEY = Buffer.from(STORED_KEY);
const IDS_PER_QUERY = 5000;

/** `none`: no document has the id; `same`: it is this record; `other`: another record's document has the id. */
export type Twin = 'none' | 'same' | 'other';

/** Element of a document as bytes for comparing, `""` where absent. */
function element(document: Buffer, start: number, end: number, name: Buffer): string {
  const at = findElement(document, start, end, name);
  return at < 0 ? '' : document.toString('latin1', at, elementEnd(document, at));
}

/** The `_id` of document `index` with its type, for comparing. */
export function idBytes(documents: BsonBuffer, index: number): string {
  return element(documents.bytes, documents.start(index), documents.start(index + 1), ID);
}

/** The `_id` of document `index` with its BSON type kept. */
function idValue(documents: BsonBuffer, index: number): unknown {
  const document = documents.document(index);
  const at = findElement(document, 0, document.length, ID);
  const type = document[at] as number;
  const value = at + 1 + ID.length + 1;
  if (type === BsonType.string) return document.toString('utf8', value + 4, elementEnd(document, at) - 1);
  return exactValue(document, type, value);
}

/** Where twins are looked for; `majority` sees those only that no election can take back. */
export interface TwinSearch {
  readonly connection: Connection;
  readonly collection: string;
  readonly readConcern: 'local' | 'majority';
}

/**
 * Compares documents with those stored under their ids, by `_ts` and `_key`: a redelivered record is the same, a
 * record of a topic that was deleted and made again is not. Errors are the driver's.
 */
export async function storedTwins(
  { connection, collection, readConcern }: TwinSearch,
  documents: BsonBuffer,
  indices: readonly number[],
): Promise<Map<number, Twin>> {
  const stored = new Map<string, string>();
  const projection = { [STORED_ID]: 1, [STORED_TIMESTAMP]: 1, [STORED_KEY]: 1 };
  const level = readConcern === 'majority' ? { readConcern: { level: readConcern } } : {};
  for (let from = 0; from < indices.length; from += IDS_PER_QUERY) {
    const ids = indices.slice(from, from + IDS_PER_QUERY).map((index) => idValue(documents, index));
    const command = { find: collection, filter: { [STORED_ID]: { $in: ids } }, projection, ...level };
    for await (const batch of rawScan(connection, command, { maxTimeMS: 0, firstBatch: IDS_PER_QUERY })) {
      batch.each((bytes, start) => {
        const end = start + bytes.readInt32LE(start);
        stored.set(element(bytes, start, end, ID), identity(bytes, start, end));
      });
    }
  }
  return new Map(
    indices.map((index) => {
      const twin = stored.get(idBytes(documents, index));
      if (twin === undefined) return [index, 'none'];
      return [
        index,
        twin === identity(documents.bytes, documents.start(index), documents.start(index + 1)) ? 'same' : 'other',
      ];
    }),
  );
}

function identity(document: Buffer, start: number, end: number): string {
  return `${element(document, start, end, TIMESTAMP)}|${element(document, start, end, KEY)}`;
}
