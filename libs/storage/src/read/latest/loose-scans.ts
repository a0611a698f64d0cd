import type { Connection } from 'mongoose';
import { openDatabase } from '../../connect-mongo.js';
import type { LatestPlan } from '../../query/latest-plan.js';
import { loosePipeline, matches } from './latest-pipeline.js';

const FRESH_MS = 10_000;
const KEPT = 1_000;

/** Knows of which datasets and keys MongoDB finds the latest records by jumping through an index. */
export class LooseScans {
  private readonly known = new Map<string, { until: number; isLoose: Promise<boolean> }>();

  constructor(private readonly connection: Connection) {}

  /**
   * Whether the store would answer the plan by a distinct scan, whose results come in the order of the index. That
   * order is needed, and no other plan has it; so the store is asked how it would go about it, and the answer kept.
   */
  isFor(plan: LatestPlan): Promise<boolean> {
    const name = JSON.stringify([plan.dataset, plan.by.path, plan.keys === undefined]);
    const known = this.known.get(name);
    if (known !== undefined && known.until > performance.now()) return known.isLoose;
    if (this.known.size >= KEPT) this.known.clear();
    const isLoose = this.ask(plan);
    this.known.set(name, { until: performance.now() + FRESH_MS, isLoose });
    isLoose.catch(() => this.known.delete(name));
    return isLoose;
  }

  private async ask(plan: LatestPlan): Promise<boolean> {
    const database = await openDatabase(this.connection, `reading from ${plan.dataset}`);
    const [match = {}] = matches(plan);
    const explained = await database
      .collection(plan.dataset)
      .aggregate(loosePipeline(plan, match))
      .explain('queryPlanner')
      // A store that cannot say is asked the thorough way.
      .catch(() => ({}));
    return JSON.stringify(explained).includes('"DISTINCT_SCAN"');
  }
}
