import { setTimeout as wait } from 'node:timers/promises';
import { SluiceError } from '@sluice/contracts';
import { listTopics, partitionCount } from '../admin.js';
import type { KafkaConnection } from '../connection.js';

/** Knows which of the wanted topics exist, and notices when that changes. */
export class TopicSubscription {
  private current: readonly string[] = [];

  constructor(
    private readonly connection: KafkaConnection,
    private readonly wanted: readonly string[] | RegExp,
    private readonly refreshMs: number,
  ) {}

  /**
   * The wanted topics that exist now; waits until there is at least one, after `onNone`. Empty only when aborted.
   * @throws SluiceError BROKER_REFUSED where a topic given by its name may not be read
   */
  async next(signal: AbortSignal, onNone: () => void): Promise<readonly string[]> {
    while (!signal.aborted) {
      this.current = await this.existing();
      await this.refuseForbidden();
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

  /** The broker does not list what the user may not see, so that a topic without rights looks like one that is missing. */
  private async refuseForbidden(): Promise<void> {
    const { wanted } = this;
    if (wanted instanceof RegExp) return;
    for (const topic of wanted.filter((name) => !this.current.includes(name))) {
      await partitionCount(this.connection, topic, 'Read').catch((error: unknown) => {
        if (!(error instanceof SluiceError) || error.code !== 'TOPIC_UNKNOWN') throw error;
      });
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
