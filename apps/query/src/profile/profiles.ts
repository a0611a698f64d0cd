import { Injectable } from '@nestjs/common';
import { planProfile, Profiler } from '@sluice/storage';
import { dropOldest } from '../drop-oldest.js';
import { KnownDatasets } from '../known-datasets.js';
import { SlowQueries } from '../manage/slow-queries.js';
import type { ProfileAskedFor } from './profile-request.js';

interface Kept {
  readonly at: number;
  readonly profile: Promise<object>;
}

const KEPT = 64;

/** Profiles of datasets, kept for whoever asks the same. */
@Injectable()
export class Profiles {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly known: KnownDatasets,
    private readonly profiler: Profiler,
    private readonly slow: SlowQueries,
  ) {}

  /** The profile and its age. Several who ask the same at once wait for one answer. */
  async profile(name: string, { request, maxAgeSeconds }: ProfileAskedFor): Promise<object> {
    const plan = await this.known.recall(name, ({ fields }) => planProfile(name, fields, request));
    const key = JSON.stringify([name, request, plan.fields.map((field) => field.name)]);
    const before = this.kept.get(key);
    const kept =
      before !== undefined && Date.now() - before.at <= maxAgeSeconds * 1_000
        ? before
        : this.keep(key, {
            at: Date.now(),
            profile: this.slow.watch(name, request, () => this.profiler.profile(plan)),
          });
    const profile = await kept.profile;
    return { ...profile, at: new Date(kept.at).toISOString(), ageSeconds: Math.floor((Date.now() - kept.at) / 1_000) };
  }

  private keep(key: string, kept: Kept): Kept {
    this.kept.delete(key);
    this.kept.set(key, kept);
    dropOldest(this.kept, KEPT);
    kept.profile.catch(() => {
      if (this.kept.get(key) === kept) this.kept.delete(key);
    });
    return kept;
  }
}
