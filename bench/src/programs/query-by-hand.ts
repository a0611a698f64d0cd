import 'reflect-metadata';
import { Controller, Get, Header, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import mongoose, { type mongo } from 'mongoose';
import { jobValue } from './job.js';

const PAGE = 100;
const client = await new mongoose.mongo.MongoClient(jobValue('MONGODB')).connect();
const database = client.db(jobValue('DATABASE'));

/** What one writes by hand: the same server, the same order of records, `find().toArray()` and `JSON.stringify`. */
@Controller()
class RecordsController {
  @Get(':name')
  @Header('Content-Type', 'application/json; charset=utf-8')
  async records(@Param('name') name: string): Promise<string> {
    const data: mongo.Document[] = await database
      .collection(name)
      .find({}, { sort: { _ts: 1, _id: 1 }, limit: PAGE })
      .toArray();
    return JSON.stringify({ data });
  }
}

@Module({ controllers: [RecordsController] })
class AppModule {}

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
  logger: ['error', 'warn'],
});
await app.listen(Number(jobValue('PORT')), '127.0.0.1');
