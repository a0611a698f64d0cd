import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { groupLag } from '@sluice/kafka';
import type { AppProcess } from '../support/app-process.js';
import type { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';

/** Much more than it takes, as other tests run at the same time. */
const COMMITTED_IN_MS = 40_000;

export interface TestConnector {
  /** Its topic, collection and group are named by it: see {@link topicOf}. */
  readonly name: string;
  readonly properties?: Readonly<Record<string, string>>;
}

/** Topic of a connector of {@link startConnectors}; the bed removes it. */
export const topicOf = (bed: TestBed, name: string): string => `${name}.${bed.topic}`;
export const deadLetterTopicOf = (bed: TestBed, name: string): string => `dlq.${topicOf(bed, name)}`;

/** One consumer with several connectors, each with a topic of its own. */
export async function startConnectors(
  bed: TestBed,
  connectors: readonly TestConnector[],
  env: Readonly<Record<string, string>> = {},
): Promise<AppProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-test-'));
  try {
    for (const { name, properties } of connectors) {
      const all = {
        name: topicOf(bed, name),
        'connector.class': 'com.mongodb.kafka.connect.MongoSinkConnector',
        topics: topicOf(bed, name),
        database: bed.topic,
        collection: name,
        ...properties,
      };
      await writeFile(join(folder, `${name}.json`), JSON.stringify(all));
    }
    return await bed.startConsumer({ CONSUMER_CONNECTORS_PATH: folder, ...env });
  } finally {
    // read at the start only
    await rm(folder, { recursive: true, force: true });
  }
}

interface Status {
  readonly connectors: readonly { readonly name: string; readonly state: string; readonly trouble?: string }[];
}

/** Waits until the connector has committed all that its topic holds. */
export async function untilCommitted(bed: TestBed, name: string, consumer: AppProcess): Promise<void> {
  const topic = topicOf(bed, name);
  const isDone = async (): Promise<boolean> => {
    const { connectors } = await consumer.get<Status>('/v1/connectors');
    const { state, trouble } = connectors.find((connector) => connector.name === topic)!;
    if (state !== 'RUNNING') throw new Error(`${state}: ${trouble ?? ''}`);
    const lags = await groupLag(bed.kafka, `connect-${topic}`, [topic]);
    return lags.every(({ committed, high }) => committed === high);
  };
  await until(`${name} has committed everything`, isDone, COMMITTED_IN_MS);
}
