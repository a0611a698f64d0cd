import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bed, DATABASE, inClone } from '../bed.js';
import { RunningContender } from '../contenders/contender.js';

/** The consumer with its defaults, for all topics of a soak. */
export async function startConsumer(bed: Bed): Promise<RunningContender> {
  const connector = join(bed.scratch, 'soak.json');
  const properties = {
    name: 'soak',
    'connector.class': 'com.mongodb.kafka.connect.MongoSinkConnector',
    'topics.regex': 'soak-.*',
    database: DATABASE,
  };
  writeFileSync(connector, JSON.stringify(properties));
  return start(bed, 'consumer', { CONSUMER_CONNECTORS_PATH: connector });
}

/** The query app, answering at `url`. */
export async function startQuery(bed: Bed): Promise<RunningContender & { readonly url: string }> {
  const port = await bed.freePort();
  const url = `http://127.0.0.1:${port}`;
  const app = await start(bed, 'query', { MONGO_DB_NAME: DATABASE, RUNTIME_HTTP_PORT: String(port) });
  for (let left = 100; left > 0; left -= 1) {
    if (
      await fetch(`${url}/health/live`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return Object.assign(app, { url });
}

async function start(bed: Bed, app: string, env: Readonly<Record<string, string>>): Promise<RunningContender> {
  return RunningContender.spawn(bed, `sluice-${app}`, process.execPath, [inClone(`dist/apps/${app}/src/main.js`)], {
    BOOTSTRAP_SERVER: bed.stack.kafka.bootstrapServers,
    MONGO_DB_URL: bed.stack.mongodb.url,
    RUNTIME_HTTP_PORT: String(await bed.freePort()),
    RUNTIME_LOG_FORMAT: 'json',
    ...env,
  });
}
