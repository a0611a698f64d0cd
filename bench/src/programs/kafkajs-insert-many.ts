import { Kafka, logLevel } from 'kafkajs';
import { jobValue, targetCollection } from './job.js';

// What one writes by hand on Node without a framework: parse each message, insert each batch.
const collection = await targetCollection();
const kafka = new Kafka({ brokers: [jobValue('KAFKA')], logLevel: logLevel.WARN });
const consumer = kafka.consumer({ groupId: jobValue('GROUP'), maxBytesPerPartition: 4_194_304 });
await consumer.connect();
await consumer.subscribe({ topics: [jobValue('TOPIC')], fromBeginning: true });
await consumer.run({
  partitionsConsumedConcurrently: 2,
  eachBatch: async ({ batch }) => {
    const records = batch.messages.map(({ value }) => JSON.parse(String(value)) as Record<string, unknown>);
    await collection.insertMany(records, { ordered: false });
  },
});
