import type { KeptBuckets } from './bucket-store.js';

/** Who wants to know how keeping goes. */
export interface BucketWatch {
  /** Buckets were computed of so many records. */
  onComputed(kept: KeptBuckets, records: number, ms: number): void;
  /** Buckets are built from nothing. */
  onRebuild(kept: KeptBuckets, reason: string): void;
  /** They are kept from now on. */
  onBuilt(kept: KeptBuckets, ms: number): void;
  /** They will not be kept. */
  onFailed(kept: KeptBuckets, reason: string): void;
  /** Keeping is interrupted and will be tried again. */
  onTrouble(dataset: string, error: unknown): void;
}

/** How far buckets are that this process keeps. */
export interface BucketProgress {
  readonly dataset: string;
  readonly name: string;
  readonly behindSeconds: number;
}
