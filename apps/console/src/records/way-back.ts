import type { Page } from '../api/answers.js';
import { idText } from './record-id.js';
import type { Step } from './trail.js';

/** Ids of records in their order. @param cursor undefined begins with the first one */
export type ReadIds = (limit: number, cursor: string | undefined) => Promise<Page>;

const CHUNK = 1_000;
const MOST_CHUNKS = 50;

/**
 * The step to a page that was come to by its address, found by reading ids from the first page on. Undefined where the
 * page is not within the first 50,000 records.
 * @param firstId of the first record of that page, as {@link idText} has it
 * @param size of a page
 */
export async function findStep(readIds: ReadIds, firstId: string, size: number): Promise<Step | undefined> {
  const cursors: (string | undefined)[] = [undefined];
  for (let chunk = 0; chunk < MOST_CHUNKS; chunk += 1) {
    const { data, page } = await readIds(CHUNK, cursors[chunk]);
    const place = data.findIndex(({ _id }) => idText(_id) === firstId);
    if (place >= 0) {
      const start = chunk * CHUNK + place;
      return { start, before: await cursorAt(readIds, cursors, Math.max(0, start - size)) };
    }
    if (page.next === null || !page.hasMore) return undefined;
    cursors.push(page.next);
  }
  return undefined;
}

/** The cursor behind so many records; undefined behind none. */
async function cursorAt(
  readIds: ReadIds,
  cursors: readonly (string | undefined)[],
  records: number,
): Promise<string | undefined> {
  const cursor = cursors[Math.floor(records / CHUNK)];
  const rest = records % CHUNK;
  return rest === 0 ? cursor : ((await readIds(rest, cursor)).page.next ?? undefined);
}
