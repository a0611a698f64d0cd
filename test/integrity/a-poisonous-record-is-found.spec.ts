import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { topicOffsets } from '@sluice/kafka';
import type { AppProcess } from '../support/app-process.js';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';

interface Status {
  readonly connectors: readonly { readonly state: string; readonly trouble?: string }[];
}

/** With this index mongod refuses a record in an unknown language, with a code that no table has (17262). */
async function indexTexts(bed: TestBed): Promise<void> {
  await bed.documents.createIndex({ text: 'text' });
}

const GOOD = (n: number): string => `{"n":${n},"text":"word","language":"english"}`;
const POISON = (n: number): string => `{"n":${n},"text":"word","language":"klingon"}`;

async function letters(bed: TestBed): Promise<number> {
  const [end] = await topicOffsets(bed.kafka, bed.deadLetterTopic).catch(() => []);
  return Number(end?.high ?? 0);
}

async function statusOf(consumer: AppProcess): Promise<Status['connectors'][number]> {
  const { connectors } = (await (await fetch(`${consumer.url}/v1/connectors`)).json()) as Status;
  return connectors[0]!;
}

describe('a record for which the store fails in a way that nobody knows', () => {
  let bed: TestBed;
  const connector = { 'errors.retry.timeout': '300' };
  beforeEach(async () => (bed = await TestBed.open({ partitions: 1, connector })), 30_000);
  afterEach(() => bed.close(), 30_000);

  it('is found among its batch and becomes a dead letter; all others are stored', async () => {
    await indexTexts(bed);
    await bed.produce(Array.from({ length: 500 }, (_, n) => (n === 123 || n === 499 ? POISON(n) : GOOD(n))));
    await bed.startConsumer();
    await until('the others are stored', async () => (await bed.documents.countDocuments()) === 498);
    await until('two dead letters', async () => (await letters(bed)) === 2);
    await bed.untilCommitted();
    expect(await bed.storedNumbers()).not.toContain(123);
  }, 60_000);

  it('is not blamed where all fail: they wait, and are stored when the store has been mended', async () => {
    await indexTexts(bed);
    await bed.produce(Array.from({ length: 300 }, (_, n) => POISON(n)));
    const consumer = await bed.startConsumer();
    await until('the trouble shows', async () => (await statusOf(consumer)).state === 'RETRYING');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(await letters(bed)).toBe(0);
    expect((await statusOf(consumer)).trouble).toContain('not known');
    await bed.documents.dropIndexes();
    await until('all are stored', async () => (await bed.documents.countDocuments()) === 300);
    expect(await letters(bed)).toBe(0);
  }, 60_000);
});
