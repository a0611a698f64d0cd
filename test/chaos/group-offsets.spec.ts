import type { AppProcess } from '../support/app-process.js';
import type { Arena } from './arena.js';
import { survive } from './survive.js';

let consumer: AppProcess;
const startConsumer = async (arena: Arena): Promise<void> => void (consumer = await arena.startConsumer());

survive({
  fault: 'offsets of the group set back to the beginning while the consumer is stopped',
  runs: [0, 5], // the short form is test/integrity/redelivery-changes-nothing.spec.ts
  prepare: startConsumer,
  inflict: async (arena) => {
    await consumer.stop();
    const admin = await arena.bed.kafka.admin();
    await admin.resetOffsets({ groupId: groupOf(arena), topic: arena.bed.topic, earliest: true });
    await startConsumer(arena);
  },
});

survive({
  fault: 'group deleted while the consumer is stopped',
  runs: [1, 5],
  prepare: startConsumer,
  inflict: async (arena) => {
    await consumer.stop();
    const admin = await arena.bed.kafka.admin();
    await admin.deleteGroups([groupOf(arena)]);
    await startConsumer(arena);
  },
});

function groupOf({ bed }: Arena): string {
  return `connect-${bed.topic}`;
}
