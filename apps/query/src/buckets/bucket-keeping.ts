import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import { Logger } from '@sluice/runtime';
import type { BucketKeepers, BucketWatch } from '@sluice/storage';
import { QueryMetrics } from '../query-metrics.js';

/** The same trouble is told again after this time. */
const TELL_EVERY_MS = 60_000;

/** Keeps buckets beside answering. What hinders that is told by log and metrics, and hinders no answer. */
@Injectable()
export class BucketKeeping implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly keepers: BucketKeepers;
  private readonly toldAt = new Map<string, number>();

  constructor(
    make: (watch: BucketWatch) => BucketKeepers,
    private readonly metrics: QueryMetrics,
    private readonly logger: Logger,
  ) {
    this.keepers = make(this.watch());
    metrics.tellBehind(() => this.keepers.progress);
  }

  onApplicationBootstrap(): void {
    this.keepers.start();
  }

  /** Looks at once at what is declared. */
  wake(): void {
    this.keepers.wake();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.keepers.stop();
  }

  private watch(): BucketWatch {
    const { metrics, logger } = this;
    return {
      onComputed: ({ dataset }, records, ms) => {
        metrics.bucketRecords.inc({ dataset }, records);
        metrics.bucketSeconds.observe({ dataset }, ms / 1_000);
      },
      onRebuild: ({ dataset, name }, reason) => {
        metrics.bucketRebuilds.inc({ dataset });
        logger.log('building buckets', { dataset, buckets: name, reason }, 'buckets');
      },
      onBuilt: ({ dataset, name }, ms) => {
        logger.log('buckets are kept from now on', { dataset, buckets: name, ms: Math.round(ms) }, 'buckets');
      },
      onFailed: ({ dataset, name }, reason) => {
        metrics.bucketTroubles.inc({ dataset });
        logger.warn('buckets cannot be kept', { dataset, buckets: name, reason }, 'buckets');
      },
      onTrouble: (dataset, error) => {
        metrics.bucketTroubles.inc({ dataset });
        const now = performance.now();
        if (now - (this.toldAt.get(dataset) ?? -Infinity) < TELL_EVERY_MS) return;
        this.toldAt.set(dataset, now);
        const why = error instanceof Error ? error.message : String(error);
        const facts = error instanceof SluiceError ? { code: error.code, ...error.context } : {};
        logger.warn('keeping buckets is interrupted', { dataset, why, ...facts }, 'buckets');
      },
    };
  }
}
