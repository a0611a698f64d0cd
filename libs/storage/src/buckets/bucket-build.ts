import type { Connection, mongo } from 'mongoose';
import { hash } from 'node:crypto';
import { timeRange } from '../query/selection.js';
import type { TimeWindow } from '../query/time-window.js';
import { instantAt } from '../read/bson-scalar.js';
import { exactValue, valueEnd } from '../read/bson-to-json.js';
import { FieldLocator } from '../read/field-locator.js';
import type { TimeSpan } from '../read/live/touched-windows.js';
import { rawScan } from '../read/raw-scan.js';
import { readingError } from '../read/reading.js';
import { Columns, projectionOf } from '../read/scan-columns.js';
import { Growing } from '../read/aggregate/growing.js';
import { GROUP, RECORDS, START } from './bucket-document.js';
import type { BucketDocument, KeptBuckets } from './bucket-store.js';
import { FieldParts } from './field-parts.js';

/** Buckets of all windows from a time up to another. */
export interface BuiltSlice {
  readonly span: TimeSpan;
  readonly documents: readonly BucketDocument[];
  readonly records: number;
}

export interface BuildOptions {
  /** Time of the store that the records must be read at, or later. */
  readonly operationTime: mongo.Timestamp;
  /** After so many milliseconds the slice ends with the window that is under way. */
  readonly budgetMs: number;
  /** So many buckets make a slice, and a window too large. */
  readonly maxBuckets: number;
  readonly signal: AbortSignal;
}

/** A window has more groups than can be replaced at once. */
export class TooManyGroups extends Error {}

const BATCH_BYTES = 512 * 1024;

/**
 * Computes buckets of a span from its records, as far as it comes within its time, but of one window at least.
 * @throws TooManyGroups
 * @throws SluiceError transient while MongoDB is away
 */
export async function buildSlice(
  connection: Connection,
  kept: KeptBuckets,
  division: TimeWindow,
  span: TimeSpan,
  { operationTime, budgetMs, maxBuckets, signal }: BuildOptions,
): Promise<BuiltSlice> {
  const time = { name: kept.timeField, path: [kept.timeField], types: new Set<string>(), isDate: true };
  const columns = new Columns();
  const at = columns.add(time.path);
  const by = kept.by.map((name) => columns.add([name]));
  const measured = kept.fields.map(({ path }) => columns.add(path));
  const locator = new FieldLocator(columns.paths);
  const slice = new Slice(kept, locator, by, measured);
  const end = performance.now() + budgetMs;
  let records = 0;
  let current = Number.NaN;
  try {
    const [range = {}] = timeRange(time, new Date(span.from), new Date(span.to));
    const command = {
      find: kept.dataset,
      filter: range,
      sort: new Map([[kept.timeField, 1 as const]]),
      ...projectionOf(columns.paths),
      // What was told of changes must be seen, and nothing that may be taken back.
      readConcern: { level: 'majority' as const, afterClusterTime: operationTime },
    };
    for await (const batch of rawScan(connection, command, { maxTimeMS: 0, batchBytes: BATCH_BYTES, signal })) {
      batch.each((bson, start) => {
        locator.locate(bson, start);
        const instant = instantAt(bson, locator.types[at] as number, locator.at[at] as number);
        if (Number.isNaN(instant)) return;
        current = division.floor(instant);
        slice.add(bson, current);
      });
      records += batch.count;
      const isFull = slice.size >= maxBuckets;
      if (isFull && slice.windowOf(0) === current) throw new TooManyGroups();
      if ((isFull || performance.now() > end) && slice.windowOf(0) < current) {
        // The last window is not read to its end.
        return { span: { from: span.from, to: current }, documents: slice.documents(current), records };
      }
    }
  } catch (error) {
    if (error instanceof TooManyGroups) throw error;
    throw readingError(error, kept.dataset, signal);
  }
  return { span, documents: slice.documents(Infinity), records };
}

/** Groups of records by their window and the bytes of their values. */
class Slice {
  private readonly numbers = new Map<string, number>();
  private readonly windows: number[] = [];
  private readonly keys: string[] = [];
  private readonly values: (readonly unknown[])[] = [];
  private readonly counts = new Growing();
  private readonly parts: readonly FieldParts[];
  private lastKey = '';
  private lastWindow = Number.NaN;
  private last = -1;

  constructor(
    private readonly kept: KeptBuckets,
    private readonly locator: FieldLocator,
    private readonly by: readonly number[],
    private readonly measured: readonly number[],
  ) {
    this.parts = measured.map(() => new FieldParts());
  }

  get size(): number {
    return this.windows.length;
  }

  /** Start of a bucket's window; they come in order. */
  windowOf(bucket: number): number {
    return this.windows[bucket] ?? Infinity;
  }

  add(bson: Buffer, window: number): void {
    const { types, at } = this.locator;
    const group = this.groupOf(bson, window);
    this.counts.at(group);
    this.counts.values[group]! += 1;
    for (let i = 0; i < this.measured.length; i += 1) {
      const column = this.measured[i] as number;
      this.parts[i]?.add(group, bson, types[column] as number, at[column] as number);
    }
  }

  /** Buckets of the windows before one. */
  documents(before: number): BucketDocument[] {
    const found: BucketDocument[] = [];
    for (const [group, window] of this.windows.entries()) {
      if (window >= before) break;
      const start = new Date(window);
      const groups = (this.values[group] ?? []).map((value, i): [string, unknown] => [`${GROUP}${i}`, value]);
      found.push({
        _id: { b: this.kept.run, w: start, k: this.keys[group] ?? '' },
        [START]: start,
        [RECORDS]: this.counts.at(group),
        ...(Object.fromEntries(groups.filter(([, value]) => value !== undefined)) as object),
        ...(Object.fromEntries(this.parts.flatMap((part, i) => part.of(group, i))) as object),
      });
    }
    return found;
  }

  private groupOf(bson: Buffer, window: number): number {
    const key = this.by.length === 0 ? '' : this.keyOf(bson);
    if (key === this.lastKey && window === this.lastWindow) return this.last;
    const name = `${window}/${key}`;
    let group = this.numbers.get(name);
    if (group === undefined) {
      group = this.windows.push(window) - 1;
      this.numbers.set(name, group);
      this.keys.push(key === '' ? '' : hash('sha1', Buffer.from(key, 'latin1'), 'base64url'));
      this.values.push(this.by.map((column) => this.valueAt(bson, column)));
    }
    [this.lastKey, this.lastWindow, this.last] = [key, window, group];
    return group;
  }

  /** Values are told apart more finely than groups of an aggregate are, so that every filter tells on them. */
  private keyOf(bson: Buffer): string {
    let key = '';
    for (const column of this.by) {
      const bytes = this.bytesAt(bson, column);
      key += `${bytes.length}:${String.fromCharCode(this.locator.types[column] as number)}${bytes}`;
    }
    return key;
  }

  private bytesAt(bson: Buffer, column: number): string {
    const [type, at] = [this.locator.types[column] as number, this.locator.at[column] as number];
    return type === 0 ? '' : bson.toString('latin1', at, valueEnd(bson, type, at));
  }

  /** The value with its type; undefined where there is none. */
  private valueAt(bson: Buffer, column: number): unknown {
    const [type, at] = [this.locator.types[column] as number, this.locator.at[column] as number];
    return type === 0 ? undefined : exactValue(bson, type, at);
  }
}
