import { BsonType } from '../write/bson-type.js';
import { valueEnd } from './bson-to-json.js';

interface Level {
  /** Slots of names by hash, -1 where empty; a power of two of them. */
  readonly slots: Int16Array;
  readonly names: Buffer[];
  /** Column of each name, -1 where the name only leads further down. */
  readonly columns: number[];
  readonly below: (Level | undefined)[];
  /** Names at this level and below that belong to columns. */
  readonly wanted: number;
}

const HASH_START = 0x811c9dc5;
const HASH_PRIME = 0x01000193;
// Taken once, since some runtimes look globals up slowly.
const { imul } = Math;

/**
 * Finds the values of some columns in a BSON document in one pass, without decoding it. What was found stays until the
 * next document. Places within arrays are no columns. Where a name occurs twice, one of the values is found.
 */
export class FieldLocator {
  /** BSON type of each column's value, 0 where the document has none. */
  readonly types: Uint8Array;
  /** Where each column's value begins, after its name. */
  readonly at: Int32Array;
  private readonly root: Level;
  private left = 0;

  /** @param paths stored names from the top down, one for each column */
  constructor(paths: readonly (readonly string[])[]) {
    this.types = new Uint8Array(paths.length);
    this.at = new Int32Array(paths.length);
    this.root = levelOf(paths.map((path, column) => ({ path: path.map((name) => Buffer.from(name)), column })));
  }

  locate(bson: Buffer, start: number): void {
    this.types.fill(0);
    this.left = this.root.wanted;
    this.walk(bson, start, this.root);
  }

  private walk(bson: Buffer, start: number, level: Level): void {
    const { slots, names } = level;
    const mask = slots.length - 1;
    const end = start + bson.readInt32LE(start) - 1;
    for (let at = start + 4; at < end && this.left > 0;) {
      const type = bson[at] as number;
      const nameAt = at + 1;
      let nameEnd = nameAt;
      let hash = HASH_START;
      for (let byte = bson[nameEnd] as number; byte !== 0; byte = bson[++nameEnd] as number) {
        hash = imul(hash ^ byte, HASH_PRIME);
      }
      const valueAt = nameEnd + 1;
      let slot = hash & mask;
      let found = slots[slot] as number;
      while (found >= 0 && !isName(bson, nameAt, nameEnd, names[found] as Buffer)) {
        slot = (slot + 1) & mask;
        found = slots[slot] as number;
      }
      if (found >= 0) this.take(bson, type, valueAt, level, found);
      at = valueEnd(bson, type, valueAt);
    }
  }

  private take(bson: Buffer, type: number, valueAt: number, level: Level, index: number): void {
    const column = level.columns[index] as number;
    if (column >= 0) {
      if (this.types[column] === 0) this.left -= 1;
      this.types[column] = type;
      this.at[column] = valueAt;
    }
    const below = level.below[index];
    if (below !== undefined && type === BsonType.object) this.walk(bson, valueAt, below);
  }
}

interface Place {
  readonly path: readonly Buffer[];
  readonly column: number;
}

function levelOf(places: readonly Place[]): Level {
  const byName = new Map<string, Place[]>();
  for (const place of places) {
    const name = (place.path[0] as Buffer).toString('latin1');
    byName.set(name, [...(byName.get(name) ?? []), place]);
  }
  let size = 4;
  while (size < byName.size * 3) size *= 2;
  const slots = new Int16Array(size).fill(-1);
  const level = { slots, names: [] as Buffer[], columns: [] as number[], below: [] as (Level | undefined)[] };
  let wanted = 0;
  for (const [name, group] of byName) {
    const bytes = Buffer.from(name, 'latin1');
    let slot = hashOf(bytes) & (size - 1);
    while (slots[slot] !== -1) slot = (slot + 1) & (size - 1);
    slots[slot] = level.names.push(bytes) - 1;
    const own = group.find(({ path }) => path.length === 1);
    const inner = group.filter(({ path }) => path.length > 1);
    const below =
      inner.length === 0 ? undefined : levelOf(inner.map(({ path, column }) => ({ path: path.slice(1), column })));
    level.columns.push(own?.column ?? -1);
    level.below.push(below);
    wanted += (own ? 1 : 0) + (below?.wanted ?? 0);
  }
  return { ...level, wanted };
}

function hashOf(name: Buffer): number {
  let hash = HASH_START;
  for (const byte of name) hash = imul(hash ^ byte, HASH_PRIME);
  return hash;
}

function isName(bson: Buffer, start: number, end: number, name: Buffer): boolean {
  if (end - start !== name.length) return false;
  for (let i = 0; i < name.length; i += 1) if (bson[start + i] !== name[i]) return false;
  return true;
}
