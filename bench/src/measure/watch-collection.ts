import { setTimeout as wait } from 'node:timers/promises';
import { SluiceError } from '@sluice/contracts';
import type { mongo } from 'mongoose';
import { type Usage, usageOf } from './process-tree.js';

// Seldom enough to take nothing from those that are measured.
const POLL_MS = 40;
const TENTHS = 10;

/** How far a collection was at an instant, and what had been used by then. */
export interface Sighting {
  readonly at: number;
  readonly count: number;
  readonly contender: Usage;
  readonly mongod: Usage;
}

export interface WatchOptions {
  readonly collection: mongo.Collection;
  readonly contenderPid: number;
  readonly mongodPid: number;
  /** Records to wait for. */
  readonly target: number;
  /** Silence that counts as failure. */
  readonly patienceMs: number;
  /** Why waiting is pointless, for example because the process has ended. */
  readonly trouble: () => string | undefined;
  /** Told of each tenth of the target that is reached. */
  readonly onProgress?: (sighting: Sighting) => void;
}

/**
 * Waits until the collection holds `target` documents, by its count in the collection's metadata, which costs mongod
 * no scan. Resolves with the first sighting of any document and the last; throws where the count stands still.
 */
export async function watchCollection(options: WatchOptions): Promise<{ first: Sighting; last: Sighting }> {
  const { collection, target, contenderPid, mongodPid } = options;
  let first: Sighting | undefined;
  let [count, changedAt, tenths] = [0, performance.now(), 0];
  for (;;) {
    const found = await collection.estimatedDocumentCount();
    const at = performance.now();
    if (found !== count) [count, changedAt] = [found, at];
    const reached = Math.floor((count * TENTHS) / target);
    if (count > 0 && (first === undefined || reached > tenths)) {
      tenths = reached;
      const sighting = { at, count, contender: usageOf(contenderPid), mongod: usageOf(mongodPid) };
      first ??= sighting;
      options.onProgress?.(sighting);
      if (count >= target) return { first, last: sighting };
    }
    const trouble = options.trouble();
    if (trouble !== undefined || at - changedAt > options.patienceMs) {
      const why = trouble ?? `nothing new for ${options.patienceMs / 1000} s`;
      throw new SluiceError('STACK_FAILED', `storing: ${count} of ${target} records, then ${why}`);
    }
    await wait(POLL_MS);
  }
}
