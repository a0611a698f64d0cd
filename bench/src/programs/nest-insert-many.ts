import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, type MicroserviceOptions, Payload, ServerKafka } from '@nestjs/microservices';
import { InjectModel, MongooseModule } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { jobValue } from './job.js';
import { MONGOOSE_OPTIONS, RECORD, recordSchema } from './record-schema.js';

const PARTITIONS = 2;
/** kafkajs' consumer as Nest's own types describe it, and the part of a batch that is needed. */
type Consumer = Parameters<ServerKafka['bindEvents']>[0];

/** Nest's Kafka transport, handing each fetched batch to the handler as one array of parsed records. */
class BatchServerKafka extends ServerKafka {
  override async bindEvents(consumer: Consumer): Promise<void> {
    const topic = jobValue('TOPIC');
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      partitionsConsumedConcurrently: PARTITIONS,
      eachBatch: async ({ batch }) => {
        const records = batch.messages.map(({ value }) => JSON.parse(String(value)) as unknown);
        await this.getHandlerByPattern(topic)?.(records);
      },
    });
  }
}

@Controller()
class RecordsController {
  constructor(@InjectModel(RECORD) private readonly records: Model<Record<string, unknown>>) {}

  @EventPattern<Record<string, Record<string, unknown>[]>>(jobValue('TOPIC'))
  async store(@Payload() records: Record<string, unknown>[]): Promise<void> {
    await this.records.insertMany(records, { ordered: false, lean: true });
  }
}

@Module({
  imports: [
    MongooseModule.forRoot(jobValue('MONGODB'), MONGOOSE_OPTIONS),
    MongooseModule.forFeature([{ name: RECORD, schema: recordSchema() }]),
  ],
  controllers: [RecordsController],
})
class AppModule {}

const app = await NestFactory.createMicroservice<MicroserviceOptions>(AppModule, {
  logger: ['error', 'warn'],
  strategy: new BatchServerKafka({
    client: { brokers: [jobValue('KAFKA')] },
    consumer: { groupId: jobValue('GROUP'), maxBytesPerPartition: 4_194_304 },
  }),
});
await app.listen();
