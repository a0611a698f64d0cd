import { dirname, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readSettings } from '@sluice/settings';
import { loadConnectors } from '../../apps/consumer/src/connectors/load-connectors.js';
import { APP_NAMES, APPS, type Env, namesKnownTo, ROOT, yamlOf } from './deployment-files.js';
import { podOf } from './kubernetes-objects.js';

const FILE = 'docker/compose.yaml';

interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly stop_grace_period?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
}

const [compose] = yamlOf<{ services: Record<string, Service>; volumes: Record<string, unknown> }>(FILE);
const services = compose?.services ?? {};

function service(name: string): Service {
  const found = services[name];
  if (found === undefined) throw new Error(`looking for ${name} in ${FILE}`);
  return found;
}

function environmentOf(name: string): Env {
  return Object.fromEntries(
    Object.entries(service(name).environment ?? {}).map(([key, value]) => [key, String(value)]),
  );
}

describe.each(APP_NAMES)('%s in compose.yaml', (app) => {
  it('starts with its settings, and is given no name it does not read', () => {
    expect(service(app).command).toEqual(['start', app]);
    expect(() => readSettings(APPS[app], environmentOf(app))).not.toThrow();
    expect(Object.keys(environmentOf(app)).filter((name) => !namesKnownTo(APPS[app]).has(name))).toEqual([]);
  });

  it('is the image of the manifests, without rights, with time to stop', () => {
    const { image, read_only: readOnly, cap_drop: dropped, stop_grace_period: grace } = service(app);
    expect(image).toBe(podOf(app).container.image);
    expect({ readOnly, dropped }).toEqual({ readOnly: true, dropped: ['ALL'] });
    const { RUNTIME_SHUTDOWN_TIMEOUT_MS } = readSettings(APPS[app], environmentOf(app));
    expect(Number.parseInt(grace ?? '', 10) * 1_000).toBeGreaterThan(RUNTIME_SHUTDOWN_TIMEOUT_MS);
  });
});

describe('compose.yaml', () => {
  it('lets only this machine in', () => {
    const ports = Object.values(services).flatMap(({ ports = [] }) => ports);
    expect(ports).toHaveLength(6);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('points the apps at services and listeners that are there', () => {
    const kafka = environmentOf('kafka');
    expect(kafka['KAFKA_ADVERTISED_LISTENERS']).toContain(`://${environmentOf('consumer')['BOOTSTRAP_SERVER']}`);
    for (const app of APP_NAMES) {
      const hosts = Object.values(environmentOf(app)).flatMap(
        (value) => /^(?:\w+:\/\/)?([a-z]+):\d+/.exec(value)?.[1] ?? [],
      );
      expect(hosts).not.toEqual([]);
      expect(Object.keys(service(app).depends_on ?? {}).sort()).toEqual(hosts.sort());
    }
  });

  it('keeps the records, the schemas whose ids they carry, and the documents', () => {
    expect(service('kafka').volumes).toEqual([`kafka:${environmentOf('kafka')['KAFKA_LOG_DIRS']}`]);
    expect(environmentOf('registry')['APICURIO_STORAGE_KIND']).toBe('kafkasql');
    expect(service('mongodb').volumes).toEqual(['mongodb:/data/db']);
    expect(Object.keys(compose?.volumes ?? {}).sort()).toEqual(['kafka', 'mongodb']);
  });

  it('runs the connectors of the manifests, into the database that query reads', async () => {
    const [source = '', target] = service('consumer').volumes?.[0]?.split(':') ?? [];
    expect(environmentOf('consumer')['CONSUMER_CONNECTORS_PATH']).toBe(target);
    const folder = resolve(ROOT, dirname(FILE), source);
    const [connector] = await loadConnectors(folder, { mongodbUrl: 'mongodb://mongodb', database: undefined });
    expect(connector?.sink.database).toBe(environmentOf('query')['MONGO_DB_NAME']);
  });
});
