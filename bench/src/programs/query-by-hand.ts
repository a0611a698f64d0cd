import 'reflect-metadata';
import { Controller, Get, Header, Module, Param, Query, StreamableFile } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Readable } from 'node:stream';
import mongoose, { type mongo } from 'mongoose';
import { jobValue } from './job.js';

const PAGE = 100;
const JSON_TYPE = 'application/json; charset=utf-8';
const client = await new mongoose.mongo.MongoClient(jobValue('MONGODB')).connect();
const database = client.db(jobValue('DATABASE'));

/** What one writes by hand: the same server, the same order of records, `find().toArray()` and `JSON.stringify`. */
@Controller()
class RecordsController {
  @Get(':name')
  @Header('Content-Type', JSON_TYPE)
  async records(@Param('name') name: string): Promise<string> {
    const data: mongo.Document[] = await database
      .collection(name)
      .find({}, { sort: { _ts: 1, _id: 1 }, limit: PAGE })
      .toArray();
    return JSON.stringify({ data });
  }

  @Get(':name/latest')
  @Header('Content-Type', JSON_TYPE)
  async latest(@Param('name') name: string): Promise<string> {
    const data = await database
      .collection(name)
      .aggregate([
        { $sort: { sensor: 1, _ts: -1, _id: -1 } },
        { $group: { _id: '$sensor', record: { $first: '$$ROOT' } } },
        { $sort: { _id: 1 } },
      ])
      .toArray();
    return JSON.stringify({ data });
  }

  @Get(':name/windows')
  @Header('Content-Type', JSON_TYPE)
  async windows(@Param('name') name: string, @Query('from') from: string, @Query('to') to: string): Promise<string> {
    const data = await database
      .collection(name)
      .aggregate([
        { $match: { at: { $gte: new Date(from), $lt: new Date(to) } } },
        {
          $group: {
            _id: { $dateTrunc: { date: '$at', unit: 'minute', binSize: 5 } },
            temperature: { $avg: '$temperature' },
          },
        },
        { $sort: { _id: 1 } },
      ])
      .toArray();
    return JSON.stringify({ data });
  }

  @Get(':name/count')
  @Header('Content-Type', JSON_TYPE)
  async count(@Param('name') name: string): Promise<string> {
    return JSON.stringify({ count: await database.collection(name).estimatedDocumentCount() });
  }

  @Get(':name/export')
  export(@Param('name') name: string): StreamableFile {
    const cursor = database.collection(name).find({}, { sort: { _ts: 1, _id: 1 } });
    const lines = (async function* () {
      for await (const document of cursor) yield `${JSON.stringify(document)}\n`;
    })();
    return new StreamableFile(Readable.from(lines, { objectMode: false }), { type: 'application/x-ndjson' });
  }
}

@Module({ controllers: [RecordsController] })
class AppModule {}

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
  logger: ['error', 'warn'],
});
await app.listen(Number(jobValue('PORT')), '127.0.0.1');
