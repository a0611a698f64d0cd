import { Injectable } from '@nestjs/common';
import { type BucketRequest, BucketStore, type KeptBuckets, planBuckets } from '@sluice/storage';
import { KnownDatasets } from '../known-datasets.js';
import { BucketKeeping } from './bucket-keeping.js';
import type { BucketsDto, BucketsListDto } from './buckets.dto.js';

/** The buckets that are declared of datasets. */
@Injectable()
export class Buckets {
  constructor(
    private readonly known: KnownDatasets,
    private readonly store: BucketStore,
    private readonly keeping: BucketKeeping,
  ) {}

  async list(name: string): Promise<BucketsListDto> {
    await this.known.find(name);
    return { data: (await this.store.list(name)).map(shown) };
  }

  async declare(name: string, request: BucketRequest): Promise<BucketsDto> {
    const spec = await this.known.recall(name, ({ fields }) => planBuckets(fields, request));
    const declared = await this.store.declare(name, spec);
    this.keeping.wake();
    return shown(declared);
  }

  async drop(name: string, buckets: string): Promise<void> {
    await this.known.find(name);
    await this.store.drop(name, buckets);
    this.keeping.wake();
  }
}

function shown({ name, window, zone, timeField, by, fields, state, reason, asOf, dirty }: KeptBuckets): BucketsDto {
  const behindSeconds = asOf && Math.max(0, Date.now() - asOf.getTime()) / 1_000;
  return {
    name,
    window,
    ...(zone === undefined ? {} : { zone }),
    timeField,
    by: [...by],
    fields: fields.map((field) => field.name),
    state,
    ...(reason === undefined ? {} : { reason }),
    ...(asOf === undefined ? {} : { asOf: asOf.toISOString() }),
    ...(behindSeconds === undefined ? {} : { behindSeconds }),
    dirtySpans: dirty.length,
  };
}
