import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, type KafkaOptions, Payload, Transport } from '@nestjs/microservices';
import { InjectModel, MongooseModule } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { jobValue } from './job.js';
import { MONGOOSE_OPTIONS, RECORD, recordSchema } from './record-schema.js';

/** The usual Nest way: an event handler per message and one Mongoose document each. */
@Controller()
class RecordsController {
  constructor(@InjectModel(RECORD) private readonly records: Model<Record<string, unknown>>) {}

  @EventPattern<Record<string, Record<string, unknown>>>(jobValue('TOPIC'))
  async store(@Payload() record: Record<string, unknown>): Promise<void> {
    await this.records.create(record);
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

const app = await NestFactory.createMicroservice<KafkaOptions>(AppModule, {
  transport: Transport.KAFKA,
  logger: ['error', 'warn'],
  options: {
    client: { brokers: [jobValue('KAFKA')] },
    consumer: { groupId: jobValue('GROUP') },
    subscribe: { fromBeginning: true },
  },
});
await app.listen();
