import { type AppSpec, createApp, Logger, Metrics } from '@sluice/runtime';
import { readSettings, type SettingsGroup } from '@sluice/settings';
import { consumerApp } from '../../../apps/consumer/src/consumer.module.js';
import { producerApp } from '../../../apps/producer/src/producer.module.js';
import { queryApp } from '../../../apps/query/src/query.module.js';

/** Addresses at which nothing answers: an app describes itself while everything it needs is away. */
const NOWHERE = {
  KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:1',
  KAFKA_CONNECTION_TIMEOUT_MS: '100',
  MONGO_DB_URL: 'mongodb://127.0.0.1:1',
};

/** The OpenAPI document of each app as JSON text: file name and content. */
export async function openApiDocuments() {
  return {
    'openapi-producer.json': await documentOf(producerApp),
    'openapi-consumer.json': await documentOf(consumerApp),
    'openapi-query.json': await documentOf(queryApp),
  };
}

async function documentOf<const Groups extends readonly SettingsGroup[]>(spec: AppSpec<Groups>): Promise<string> {
  const known = Object.keys(Object.assign({}, ...spec.settings) as object);
  const source = Object.fromEntries(Object.entries(NOWHERE).filter(([name]) => known.includes(name)));
  const runtime = {
    logger: new Logger({ app: spec.app, level: 'fatal', format: 'json' }),
    metrics: new Metrics(spec.app),
    stopFatally: (error: unknown): never => {
      throw error;
    },
  };
  const app = await createApp(spec, readSettings(spec.settings, source), runtime);
  try {
    await app.init();
    const reply = await app.inject({ method: 'GET', url: '/openapi.json' });
    return `${JSON.stringify(JSON.parse(reply.payload), null, 2)}\n`;
  } finally {
    await app.close();
  }
}
