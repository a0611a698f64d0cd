import { STORED_ID } from '@sluice/contracts';
import mongoose, { type Connection } from 'mongoose';
import type { LivePlan } from '../../query/live-plan.js';
import { bsonToJson } from '../bson-to-json.js';
import { FieldLocator } from '../field-locator.js';
import { JsonBytes } from '../json-bytes.js';
import { rawQuery } from '../raw-query.js';
import { reading } from '../reading.js';
import { valueKey } from '../value-key.js';

/** A change of one record: its position in the history, and its id. */
export interface Change {
  readonly position: string;
  readonly id: unknown;
  /** Whether there was no such record before. */
  readonly isNew: boolean;
}

/** A changed record as a plan wants it. */
export interface LiveEvent {
  readonly position: string;
  /** Whether there was no such record before. */
  readonly isNew: boolean;
  /** JSON text. */
  readonly json: string;
}

const IDS_PER_QUERY = 500;

/**
 * The records of changes that hold to a plan's filter, by the same conditions as any query, in the order of the changes.
 * A record that changed several times comes once, as it is now; one that is gone meanwhile does not come.
 */
export async function findChanged(
  connection: Connection,
  plan: LivePlan,
  changes: readonly Change[],
  maxTimeMS: number,
): Promise<LiveEvent[]> {
  const positions = new Map(changes.map(({ id, position }) => [keyOf(id), position]));
  const replaced = new Set(changes.filter(({ isNew }) => !isNew).map(({ id }) => keyOf(id)));
  const found: LiveEvent[] = [];
  const locator = new FieldLocator([[STORED_ID]]);
  const json = new JsonBytes();
  const ids = [...new Map(changes.map(({ id }) => [keyOf(id), id])).values()];
  for (let from = 0; from < ids.length; from += IDS_PER_QUERY) {
    // A reply holds 16 MB: of large records it may take several.
    let wanted = ids.slice(from, from + IDS_PER_QUERY);
    while (wanted.length > 0) {
      const filter = { $and: [{ [STORED_ID]: { $in: wanted } }, plan.filter] };
      const { documents, isCut } = await reading(connection, plan.dataset, {}, (database) =>
        rawQuery(database, { find: plan.dataset, filter }, { limit: wanted.length, maxTimeMS }),
      );
      const seen = new Set<string>();
      for (const bson of documents) {
        locator.locate(bson, 0);
        const key = valueKey(bson, locator.types[0] as number, locator.at[0] as number);
        seen.add(key);
        json.clear();
        bsonToJson(bson, 0, json, plan.projection);
        found.push({
          position: positions.get(key) ?? '',
          isNew: !replaced.has(key),
          json: json.toBuffer().toString(),
        });
      }
      wanted = isCut && documents.length > 0 ? wanted.filter((id) => !seen.has(keyOf(id))) : [];
    }
  }
  return found.toSorted((a, b) => (a.position < b.position ? -1 : Number(a.position > b.position)));
}

/** As {@link valueKey} makes it of a stored id. */
function keyOf(id: unknown): string {
  const bson = Buffer.from(mongoose.mongo.BSON.serialize({ v: id }));
  return valueKey(bson, bson[4] as number, 7);
}
