import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bed, DATABASE, inClone } from '../bed.js';
import { type Contender, type Job, RunningContender } from './contender.js';

async function start(bed: Bed, job: Job): Promise<RunningContender> {
  const connector = join(bed.scratch, `${job.group}.properties`);
  const properties = {
    name: job.group,
    'connector.class': 'com.mongodb.kafka.connect.MongoSinkConnector',
    topics: job.topic,
    database: DATABASE,
    collection: job.collection,
    'consumer.override.group.id': job.group,
  };
  const lines = Object.entries(properties).map(([name, value]) => `${name}=${value}`);
  writeFileSync(connector, `${lines.join('\n')}\n`);
  return RunningContender.spawn(bed, 'sluice', process.execPath, [inClone('dist/apps/consumer/src/main.js')], {
    BOOTSTRAP_SERVER: bed.stack.kafka.bootstrapServers,
    MONGO_DB_URL: bed.stack.mongodb.url,
    CONSUMER_CONNECTORS_PATH: connector,
    RUNTIME_HTTP_PORT: String(await bed.freePort()),
    RUNTIME_LOG_FORMAT: 'json',
  });
}

/** The product as it comes, with its defaults. */
export const sluice: Contender = {
  name: 'sluice',
  what: 'Sluice consumer',
  prepare: async () => {},
  start,
};
