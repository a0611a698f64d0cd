import { BsonBuffer, connectMongo, positionIdPrefix, recordModel, RawWriter } from '@sluice/storage';
import mongoose from 'mongoose';
import { DATASETS, type DatasetName, take } from '../datasets.js';
import { jobValue } from './job.js';

const BATCH_BYTES = 4 * 1024 * 1024;
const CONCURRENT_WRITES = 4;

/** The documents that Sluice would store, encoded before the first is written, in buffers of one write each. */
function encode(): BsonBuffer[] {
  const dataset = DATASETS[jobValue('DATASET') as DatasetName]; // set by the benchmark
  const prefix = positionIdPrefix(jobValue('TOPIC'), 0).toString();
  const buffers = [new BsonBuffer(BATCH_BYTES)];
  let offset = 0;
  for (const line of take(dataset.lines(), Number(jobValue('RECORDS')))) {
    let buffer = buffers.at(-1);
    if (buffer === undefined || buffer.byteLength > BATCH_BYTES) buffers.push((buffer = new BsonBuffer(BATCH_BYTES)));
    const document = { _id: `${prefix}${offset}`, _ts: new Date(), ...(JSON.parse(line) as object) };
    buffer.append(mongoose.mongo.BSON.serialize(document));
    offset += 1;
  }
  return buffers;
}

const buffers = encode();
const connection = connectMongo({
  url: jobValue('MONGODB'),
  database: jobValue('DATABASE'),
  appName: 'bench ceiling',
});
const writer = new RawWriter(recordModel(connection, jobValue('COLLECTION')));
async function writeInTurn(): Promise<void> {
  for (let buffer = buffers.shift(); buffer !== undefined; buffer = buffers.shift()) await writer.insert(buffer);
}
await Promise.all(Array.from({ length: CONCURRENT_WRITES }, writeInTurn));
// Stays until it is stopped, so that what it has used can be read.
setInterval(() => undefined, 60_000);
