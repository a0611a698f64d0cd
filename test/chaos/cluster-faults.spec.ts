import type { ServiceHandle } from '@sluice/stack';
import { until } from '../support/until.js';
import type { Arena } from './arena.js';
import { survive } from './survive.js';

const THREE_STORES = { stack: { mongodbMembers: 3, mongodbCacheGB: 0.25 } };
const ELECTED_WITHIN_MS = 60_000;
const IN_SYNC_WITHIN_MS = 60_000;
/** How long a primary that steps down stays away from elections, s. */
const STEPPED_DOWN_S = 10;

/** The member lost last. */
let lost: ServiceHandle;

async function primaryOf({ bed, stack }: Arena): Promise<ServiceHandle> {
  const { primary } = (await bed.mongo.db('admin').command({ hello: 1 })) as { primary: string };
  return stack.members('mongodb').find(({ state }) => primary.endsWith(`:${state.ports['mongodb']}`))!;
}

survive({
  fault: 'primary of three MongoDB members steps down',
  runs: [1, 10],
  options: THREE_STORES,
  inflict: async (arena) => {
    const before = await primaryOf(arena);
    const stepDown = { replSetStepDown: STEPPED_DOWN_S, secondaryCatchUpPeriodSecs: STEPPED_DOWN_S - 1 };
    // Refused while no other member has caught up.
    const isDown = async (): Promise<boolean> => (await arena.bed.mongo.db('admin').command(stepDown))['ok'] === 1;
    await until('the primary steps down', isDown, ELECTED_WITHIN_MS);
    lost = before;
  },
  restore: async (arena) => {
    if ((await primaryOf(arena)).name === lost.name)
      throw new Error('the primary that stepped down is the primary still');
  },
});

survive({
  fault: 'primary of three MongoDB members killed (SIGKILL), later started again',
  runs: [0, 10],
  options: THREE_STORES,
  inflict: async (arena) => {
    lost = await primaryOf(arena);
    await lost.kill();
  },
  restore: () => lost.start(),
});

survive({
  fault: 'one of three brokers killed (SIGKILL), later started again',
  runs: [0, 10],
  options: { stack: { kafkaBrokers: 3 } },
  secondsARun: 120,
  inflict: async ({ stack }, run) => {
    const brokers = stack.members('kafka');
    lost = brokers[run % brokers.length]!;
    await lost.kill();
  },
  restore: async ({ bed }) => {
    await lost.start();
    const isInSync = async (): Promise<boolean> => {
      const admin = await bed.kafka.admin();
      const { topics } = await admin.fetchTopicMetadata({ topics: [bed.topic] });
      return topics.every(({ partitions }) => partitions.every(({ isr, replicas }) => isr.length === replicas.length));
    };
    await until('every broker has every record', isInSync, IN_SYNC_WITHIN_MS);
  },
});
