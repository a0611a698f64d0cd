import { Injectable } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import { Logger } from '@sluice/runtime';
import { adviseIndex, DatasetIndexes, type SelectionRequest } from '@sluice/storage';
import { dropOldest } from '../drop-oldest.js';
import { KnownDatasets } from '../known-datasets.js';

/** An index that slow queries of a dataset lacked. */
export interface IndexAdvice {
  /** As `fields` of a request for the index. */
  readonly fields: string;
  readonly queries: number;
  readonly slowestMs: number;
  readonly lastAt: string;
}

type Asked = SelectionRequest & { readonly sort?: string | undefined };

const KEPT_DATASETS = 256;
const KEPT_ADVICE = 20;

/** Notices queries that take long, tells the log which index they lack, and keeps that for who asks. */
@Injectable()
export class SlowQueries {
  private readonly advice = new Map<string, Map<string, IndexAdvice>>();

  /** @param slowMs how long a query may take before it is told of */
  constructor(
    private readonly known: KnownDatasets,
    private readonly indexes: DatasetIndexes,
    private readonly logger: Logger,
    private readonly slowMs: number,
  ) {}

  /** Runs a query and looks at how long it took; one that MongoDB gave up for want of time or memory was slow. */
  async watch<T>(dataset: string, asked: Asked, run: () => Promise<T>): Promise<T> {
    const began = performance.now();
    const took = (): number => performance.now() - began;
    try {
      const result = await run();
      if (took() >= this.slowMs) this.look(dataset, asked, took());
      return result;
    } catch (error) {
      if (isGivenUp(error)) this.look(dataset, asked, took());
      throw error;
    }
  }

  of(dataset: string): IndexAdvice[] {
    return [...(this.advice.get(dataset)?.values() ?? [])].toSorted((a, b) => b.slowestMs - a.slowestMs);
  }

  private look(dataset: string, asked: Asked, ms: number): void {
    // Whoever asked does not wait for this, and a store that is away is told elsewhere.
    this.advise(dataset, asked, Math.round(ms)).catch(() => undefined);
  }

  private async advise(dataset: string, asked: Asked, ms: number): Promise<void> {
    const existing = (await this.indexes.list(dataset)).map(({ keys }) => keys);
    const index = await this.known.recall(dataset, ({ fields }) => adviseIndex(fields, asked, existing));
    this.logger.warn(
      'a query was slow',
      { dataset, ms, ...(index === undefined ? {} : { missingIndex: index }) },
      'query',
    );
    if (index !== undefined) this.keep(dataset, index, ms);
  }

  private keep(dataset: string, fields: string, ms: number): void {
    const advice = this.advice.get(dataset) ?? new Map<string, IndexAdvice>();
    const before = advice.get(fields);
    advice.delete(fields);
    advice.set(fields, {
      fields,
      queries: (before?.queries ?? 0) + 1,
      slowestMs: Math.max(before?.slowestMs ?? 0, ms),
      lastAt: new Date().toISOString(),
    });
    this.advice.set(dataset, advice);
    dropOldest(advice, KEPT_ADVICE);
    dropOldest(this.advice, KEPT_DATASETS);
  }
}

/** Not where the answer is too large by our own measure, which no index changes. */
function isGivenUp(error: unknown): boolean {
  if (!(error instanceof SluiceError)) return false;
  return error.code === 'QUERY_TIMEOUT' || (error.code === 'QUERY_TOO_LARGE' && 'serverCode' in error.context);
}
