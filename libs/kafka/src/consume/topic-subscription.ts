import { setTimeout as wait } from 'node:timers/promises';
import { listTopics } from '../admin.js';
import type { KafkaConnection } from '../connection.js';

/** Knows which of the wanted topics exist, and notices when that changes. */
export class TopicSubscription {
  private current: readonly string[] = [];

  constructor(
    private readonly connection: KafkaConnection,
    private readonly wanted: readonly string[] | RegExp,
    private readonly refreshMs: number,
  ) {}

  /** The wanted topics that exist now; waits until there is at least one, after `onNone`. Empty only when aborted. */
  async next(signal: AbortSignal, onNone: () => void): Promise<readonly string[]> {
    while (!signal.aborted) {
      this.current = await this.existing();
      if (this.current.length > 0) return this.current;
      onNone();
      await pause(this.refreshMs, signal);
    }
    return [];
  }

  /** Resolves when the set differs from what {@link next} returned, or on abort. A broker that is away is no change. */
  async changed(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(this.refreshMs, signal);
      const existing = await this.existing().catch(() => this.current);
      if (existing.join('\n') !== this.current.join('\n')) return;
    }
  }

  private async existing(): Promise<string[]> {
    const names = await listTopics(this.connection);
    return names.filter((name) => namesTopic(this.wanted, name)).sort();
  }
}

/** Waits `ms`, or until the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}

/** Whether names, or an expression that must match whole, mean this topic. */
export function namesTopic(wanted: readonly string[] | RegExp, name: string): boolean {
  if (!(wanted instanceof RegExp)) return wanted.includes(name);
  return new RegExp(`^(?:${wanted.source})$`, wanted.flags).test(name);
}
