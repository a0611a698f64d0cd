import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ensureTopic, PartitionReader, topicOffsets } from '@sluice/kafka';
import type { AppProcess } from '../support/app-process.js';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';
import { SMALL_FETCHES } from './arena.js';
import { reportRow, runsOf } from './chaos-report.js';
import { anyMoment } from './survive.js';

const RECORDS = 2_000;
const PATIENCE_MS = 60_000;

interface Remake {
  readonly fault: string;
  readonly runs: readonly [short: number, long: number];
  readonly isRunning: boolean;
  /** Whether the consumer hears of it only when the new topic is longer than the old one was. */
  readonly isFrozen?: boolean;
  /** Whether the topic is deleted while records of it are on their way. */
  readonly inMidWork?: boolean;
}

let bed: TestBed;
let consumer: AppProcess;
beforeEach(async () => {
  bed = await TestBed.open({ env: { ...SMALL_FETCHES, CONSUMER_TOPIC_REFRESH_MS: '1000' } });
  consumer = await bed.startConsumer();
}, 120_000);
afterEach(() => bed.close(), 60_000);

remade({ fault: 'topic deleted and made again while the consumer runs', runs: [0, 5], isRunning: true });
remade({ fault: 'topic deleted and made again while the consumer is down', runs: [1, 5], isRunning: false });
remade({
  fault: 'topic deleted and made again, longer than before, while the consumer is frozen',
  runs: [1, 5],
  isRunning: true,
  isFrozen: true,
});
remade({
  fault: 'topic deleted with records under way and made again',
  runs: [0, 5],
  isRunning: true,
  inMidWork: true,
});

/** Declares the test that every record of each new topic is stored, or a dead letter where an old one has its id. */
function remade({ fault, runs: wanted, isRunning, isFrozen = false, inMidWork = false }: Remake): void {
  const runs = runsOf(wanted);
  if (runs === 0) return;
  describe(`fault: ${fault}`, () => {
    it(
      `${runs} times keeps the old records and loses no new one`,
      async () => {
        const recoverySeconds: number[] = [];
        let next = await produceAndStore(0);
        let unread = 0;
        for (let run = 0; run < runs; run += 1) {
          if (inMidWork) {
            await bed.produceNumbers(next, RECORDS * 10);
            next += RECORDS * 10;
            await anyMoment();
          }
          const old = await bed.documents.find().toArray();
          if (!isRunning) await consumer.stop();
          if (isFrozen) consumer.signal('SIGSTOP');
          await remakeTopic();
          if (!isRunning) consumer = await bed.startConsumer();
          const startedAt = performance.now();
          const first = next;
          next = await produceAndStore(next, () => consumer.signal('SIGCONT'));
          recoverySeconds.push((performance.now() - startedAt) / 1000);
          const kept = await bed.documents.find({ _id: { $in: old.map(({ _id }) => _id) } }).toArray();
          expect(new Map(kept.map(byId))).toEqual(new Map(old.map(byId)));
          if (inMidWork) unread += await missing(first - RECORDS * 10, first);
        }
        // what was deleted unread is nobody's to keep
        const lost = (await missing(0, next)) - unread;
        const stored = await bed.storedNumbers();
        const account = {
          produced: next - unread,
          stored: stored.length,
          deadLettered: next - unread - lost - new Set(stored).size,
          lost,
          duplicated: stored.length - new Set(stored).size,
        };
        expect(account).toMatchObject({ lost: 0, duplicated: 0, produced: account.stored + account.deadLettered });
        expect(account.deadLettered).toBeGreaterThan(0);
        reportRow({ fault, runs, ...account, recoverySeconds });
      },
      60_000 + runs * 90_000,
    );
  });
}

/** Returns the number behind the last; each time a larger topic, so that the new offsets reach behind the old ones. */
async function produceAndStore(first: number, onProduced?: () => void): Promise<number> {
  const end = first + RECORDS + Math.ceil(first / 10);
  await bed.produceNumbers(first, end - first);
  onProduced?.();
  const isSettled = async (): Promise<boolean> => (await missing(first, end)) === 0;
  await until('every record is stored or dead-lettered', isSettled, PATIENCE_MS).catch(async (error: unknown) => {
    const offsets = await topicOffsets(bed.kafka, bed.topic);
    const ends = offsets.map(({ high }) => high).join(' and ');
    const told = consumer.output.slice(-2_000);
    throw new Error(`${await missing(first, end)} of ${end - first} are missing; the topic ends at ${ends}\n${told}`, {
      cause: error,
    });
  });
  return end;
}

/** How many of the numbers are neither stored nor dead-lettered. */
async function missing(first: number, end: number): Promise<number> {
  const known = new Set(await bed.storedNumbers());
  for (const n of await deadNumbers()) known.add(n);
  let count = 0;
  for (let n = first; n < end; n += 1) if (!known.has(n)) count += 1;
  return count;
}

async function deadNumbers(): Promise<Set<number>> {
  const numbers = new Set<number>();
  const admin = await bed.kafka.admin();
  if (!(await admin.listTopics()).includes(bed.deadLetterTopic)) return numbers;
  const reader = new PartitionReader(bed.kafka, bed.deadLetterTopic, 0);
  try {
    await reader.catchUp(
      ({ value }) => void numbers.add((JSON.parse(String(value)) as { n: number }).n),
      () => undefined,
    );
  } finally {
    await reader.close();
  }
  return numbers;
}

async function remakeTopic(): Promise<void> {
  const admin = await bed.kafka.admin();
  await admin.deleteTopics({ topics: [bed.topic] });
  await until('the topic is gone', async () => !(await admin.listTopics()).includes(bed.topic));
  await anyMoment(1_500);
  await until('the topic is made again', () => ensureTopic(bed.kafka, bed.topic, { partitions: 2 }));
}

function byId<T extends { readonly _id: unknown }>(document: T): [unknown, T] {
  const { _id: id } = document;
  return [id, document];
}
