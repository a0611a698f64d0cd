import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { choosePorts, projectRoot, type ServiceHandle, type Stack } from '@sluice/stack';

export const DATABASE = 'sluice';
export const DEAD_LETTER_TOPIC = 'dlq.sensors';

const APPS = ['query', 'producer', 'consumer'] as const;
type App = (typeof APPS)[number];

const PORTS: Readonly<Record<App, number>> = { query: 3000, producer: 3001, consumer: 3002 };

/** Every topic but internal ones and dead letters, each into the collection of its name. */
const CONNECTOR = `name=sensors
connector.class=com.mongodb.kafka.connect.MongoSinkConnector
topics.regex=(?!_|dlq\\\\.).*
database=${DATABASE}
errors.tolerance=all
errors.deadletterqueue.topic.name=${DEAD_LETTER_TOPIC}
`;

/** Where a running system is reached. */
export interface SystemUrls {
  readonly console: string;
  readonly swagger: string;
  readonly datasets: string;
  readonly query: string;
  readonly producer: string;
  readonly consumer: string;
  readonly health: Readonly<Record<App, string>>;
  readonly kafka: string;
  readonly registry: string;
  readonly mongodb: string;
}

/** What apps and commands need in their environment to use the stack. */
export function systemEnv(stack: Stack): Record<string, string> {
  return {
    BOOTSTRAP_SERVER: stack.kafka.bootstrapServers,
    ENDPOINT_SCHEMA_URL: stack.registry.url,
    MONGO_DB_URL: stack.mongodb.url,
    MONGO_DB_NAME: DATABASE,
  };
}

function urlOf(app: ServiceHandle): string {
  return `http://127.0.0.1:${app.state.ports['http']}`;
}

async function isReady(url: string): Promise<boolean> {
  return (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2000) })).ok;
}

function startApp(stack: Stack, app: App, port: number, connectors: string): Promise<ServiceHandle> {
  return stack.run(
    {
      name: app,
      version: '',
      command: process.execPath,
      args: ['--enable-source-maps', join(projectRoot(), 'dist/apps', app, 'src/main.js')],
      env: {
        ...systemEnv(stack),
        RUNTIME_HTTP_PORT: String(port),
        RUNTIME_LOG_FORMAT: 'json',
        CONSUMER_CONNECTORS_PATH: connectors,
      },
      ports: { http: port },
    },
    () => isReady(`http://127.0.0.1:${port}`),
  );
}

/** Starts the three apps on a running stack, on their usual ports where these are free, and waits until all are ready. */
export async function startApps(stack: Stack): Promise<SystemUrls> {
  const connectors = join(stack.folder, 'connectors');
  mkdirSync(connectors, { recursive: true });
  writeFileSync(join(connectors, 'sensors.properties'), CONNECTOR);
  const running = stack.apps.filter(({ name, isRunning }) => isRunning && APPS.some((app) => app === name));
  if (running.length < APPS.length) {
    for (const app of running) await app.stop();
    const ports = await choosePorts(APPS, PORTS);
    await Promise.all(APPS.map((app) => startApp(stack, app, ports[app], connectors)));
  }
  return systemUrls(stack);
}

export function systemUrls(stack: Stack): SystemUrls {
  const url = (name: App): string => {
    const app = stack.apps.find((app) => app.name === name);
    if (app === undefined) throw new Error(`looking for ${name}: the stack does not run it`);
    return urlOf(app);
  };
  const [query, producer, consumer] = [url('query'), url('producer'), url('consumer')];
  return {
    console: `${query}/console/`,
    swagger: `${query}/docs`,
    datasets: `${query}/v1/datasets`,
    query,
    producer,
    consumer,
    health: { query: `${query}/health`, producer: `${producer}/health`, consumer: `${consumer}/health` },
    kafka: stack.kafka.bootstrapServers,
    registry: stack.registry.url,
    mongodb: stack.mongodb.url,
  };
}
