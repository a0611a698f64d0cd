import { setTimeout as pause } from 'node:timers/promises';
import { anyMoment, survive } from './survive.js';

survive({
  fault: 'mongod killed (SIGKILL) and started again',
  runs: [1, 20],
  inflict: async ({ stack }) => {
    await stack.mongodb.kill();
    await anyMoment(2_000);
    await stack.mongodb.start();
  },
});

survive({
  fault: 'broker killed (SIGKILL) and started again',
  runs: [1, 20],
  inflict: async ({ stack }) => {
    await stack.kafka.kill();
    await anyMoment(2_000);
    await stack.kafka.start();
  },
});

survive({
  fault: 'broker and mongod killed at once',
  runs: [0, 10],
  inflict: async ({ stack }) => {
    await Promise.all([stack.kafka.kill(), stack.mongodb.kill()]);
    await anyMoment(2_000);
    await Promise.all([stack.kafka.start(), stack.mongodb.start()]);
  },
});

survive({
  fault: 'store that answers nothing for 15 s (SIGSTOP)',
  runs: [0, 5],
  inflict: async ({ stack }) => {
    stack.mongodb.pause();
    await pause(15_000);
    stack.mongodb.resume();
  },
});

survive({
  fault: 'slow store: frozen half of the time',
  runs: [0, 5],
  inflict: async ({ stack }) => {
    for (let i = 0; i < 20; i += 1) {
      stack.mongodb.pause();
      await pause(200);
      stack.mongodb.resume();
      await pause(200);
    }
  },
});

survive({
  fault: 'partitions added while writing',
  runs: [0, 5],
  inflict: async ({ bed }, run) => {
    const admin = await bed.kafka.admin();
    await admin.createPartitions({ topicPartitions: [{ topic: bed.topic, count: 5 + run }] });
  },
});

const TEN_MINUTES_MS = 600_000;

survive({
  fault: 'store that is down for 10 minutes',
  runs: [0, 1],
  options: { patienceMs: TEN_MINUTES_MS + 120_000 },
  secondsARun: 780,
  inflict: async ({ stack }) => {
    await stack.mongodb.kill();
    await pause(TEN_MINUTES_MS);
    await stack.mongodb.start();
  },
});
