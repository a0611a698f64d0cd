import type { AppProcess } from '../support/app-process.js';
import { anyMoment, survive } from './survive.js';

/** More than the session timeout of the tests, 6 s. */
const FROZEN_MS = 9_000;

let consumer: AppProcess;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

survive({
  fault: 'consumer killed (SIGKILL) in mid-batch',
  runs: [1, 50],
  prepare: async (arena) => void (consumer = await arena.startConsumer()),
  inflict: async (arena) => {
    await consumer.stop('SIGKILL');
    consumer = await arena.startConsumer();
  },
});

survive({
  fault: 'consumer stopped (SIGTERM) in mid-batch',
  runs: [1, 50],
  prepare: async (arena) => void (consumer = await arena.startConsumer()),
  inflict: async (arena) => {
    const code = await consumer.stop('SIGTERM');
    if (code !== 0) throw new Error(`the consumer ended with ${code}:\n${consumer.output.slice(-2_000)}`);
    consumer = await arena.startConsumer();
  },
});

survive({
  fault: 'consumer frozen (SIGSTOP) for longer than its session, another takes over',
  runs: [1, 50],
  prepare: async (arena) => {
    consumer = await arena.startConsumer();
    await arena.startConsumer();
  },
  inflict: async () => {
    consumer.signal('SIGSTOP');
    await pause(FROZEN_MS);
    consumer.signal('SIGCONT');
  },
});

survive({
  fault: 'rebalances while writing: 1, 4 and 1 consumers',
  runs: [1, 10],
  prepare: async (arena) => void (await arena.startConsumer()),
  inflict: async (arena) => {
    const more: AppProcess[] = [];
    for (let i = 0; i < 3; i += 1) {
      more.push(await arena.startConsumer());
      await anyMoment();
    }
    await arena.untilStoring();
    for (const [i, one] of more.entries()) {
      await one.stop(i === 0 ? 'SIGKILL' : 'SIGTERM');
      await anyMoment();
    }
  },
});

survive({
  fault: 'heap of 256 MB at full load, consumer killed',
  runs: [0, 5],
  options: { bed: { env: { NODE_OPTIONS: '--max-old-space-size=256' } } },
  prepare: async (arena) => void (consumer = await arena.startConsumer()),
  inflict: async (arena) => {
    await consumer.stop('SIGKILL');
    consumer = await arena.startConsumer();
  },
});
