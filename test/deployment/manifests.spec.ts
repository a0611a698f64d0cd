import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readSettings } from '@sluice/settings';
import { loadConnectors } from '../../apps/consumer/src/connectors/load-connectors.js';
import { APP_NAMES, APPS, filesBelow, namesKnownTo, ROOT, textOf, yamlOf } from './deployment-files.js';
import {
  BASE,
  base,
  chooses,
  configMap,
  environmentOf,
  example,
  mayConnect,
  objects,
  podOf,
  secretTemplate,
  theObject,
} from './kubernetes-objects.js';

const MONGO_DB_URL = 'mongodb://mongodb.example/?replicaSet=rs0';
const secret = (name: string): string => (name === 'MONGO_DB_URL' ? MONGO_DB_URL : 'given');

describe.each(APP_NAMES)('the pods of %s', (app) => {
  const { labels, annotations, spec, container } = podOf(app);

  it('run the app', () => expect(container.args).toEqual(['start', app]));

  it('are probed: alive is not ready', () => {
    expect(container.startupProbe.httpGet).toEqual({ path: '/health/live', port: 'http' });
    expect(container.livenessProbe.httpGet).toEqual({ path: '/health/live', port: 'http' });
    expect(container.readinessProbe.httpGet).toEqual({ path: '/health/ready', port: 'http' });
  });

  it('have no rights', () => {
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('ask for memory and processor time, and have a limit of memory', () => {
    expect(container.resources.requests).toEqual({ cpu: expect.any(String), memory: expect.any(String) });
    expect(container.resources.limits).toHaveProperty('memory');
  });

  it('listen where the probes, the Service and Prometheus look', () => {
    const port = configMap('sluice')['RUNTIME_HTTP_PORT'];
    expect(container.ports).toEqual([{ name: 'http', containerPort: Number(port) }]);
    expect(annotations).toMatchObject({
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': port,
      'prometheus.io/path': '/metrics',
    });
    const service = theObject('Service', app).spec;
    expect(service.ports?.map(({ targetPort }) => targetPort)).toEqual(['http']);
    expect(service.selector).toEqual(labels);
  });

  it('are chosen by their Deployment, disruption budget and topology spread', () => {
    const selectors = [
      theObject('Deployment', app).spec.selector,
      theObject('PodDisruptionBudget', app).spec.selector,
      ...spec.topologySpreadConstraints.map(({ labelSelector }) => labelSelector),
    ];
    expect(selectors).toHaveLength(4);
    expect(selectors.filter((selector) => selector === undefined || !chooses(selector, labels))).toEqual([]);
  });

  it('have the time to finish what is in flight', () => {
    const values = readSettings(APPS.consumer, environmentOf('consumer', secret));
    const sleepMs = (container.lifecycle?.preStop.sleep.seconds ?? 0) * 1_000;
    expect(values.CONSUMER_DRAIN_TIMEOUT_MS).toBeGreaterThanOrEqual(30_000);
    expect(values.RUNTIME_SHUTDOWN_TIMEOUT_MS).toBeGreaterThan(values.CONSUMER_DRAIN_TIMEOUT_MS);
    expect(spec.terminationGracePeriodSeconds * 1_000).toBeGreaterThan(sleepMs + values.RUNTIME_SHUTDOWN_TIMEOUT_MS);
  });

  it('find every ConfigMap, Secret and volume that they name', () => {
    const configMaps = base.configMapGenerator.map(({ name }) => name);
    const secrets = (example.secretGenerator ?? []).map(({ name }) => name);
    const named = [
      ...container.envFrom.map(({ configMapRef }) => configMapRef),
      ...spec.volumes.map((one) => one.configMap),
    ];
    expect(configMaps).toEqual(expect.arrayContaining(named.flatMap((one) => one?.name ?? [])));
    expect(secrets).toEqual(
      expect.arrayContaining(container.envFrom.flatMap(({ secretRef }) => secretRef?.name ?? [])),
    );
    expect(spec.volumes.map(({ name }) => name)).toEqual(container.volumeMounts.map(({ name }) => name));
  });

  it('start with the settings of the example, and get no secret they do not read', () => {
    const env = environmentOf(app, secret);
    expect(() => readSettings(APPS[app], env)).not.toThrow();
    const secrets = container.envFrom.flatMap(({ secretRef }) =>
      secretRef === undefined ? [] : Object.keys(secretTemplate(secretRef.name)),
    );
    expect(secrets).not.toEqual([]);
    expect(secrets.filter((name) => !namesKnownTo(APPS[app]).has(name))).toEqual([]);
  });

  it('may connect to what they are given the address of, and to nothing else', () => {
    const known = namesKnownTo(APPS[app]);
    expect(mayConnect(app, 53)).toBe(true);
    expect(mayConnect(app, 9092)).toBe(known.has('BOOTSTRAP_SERVER'));
    expect(mayConnect(app, 443)).toBe(known.has('ENDPOINT_SCHEMA_URL'));
    expect(mayConnect(app, 27017)).toBe(known.has('MONGO_DB_URL'));
    expect(mayConnect(app, 22)).toBe(false);
  });
});

describe('the manifests', () => {
  it('are all used, and all parse', () => {
    const files = filesBelow('k8s').filter((file) => file.endsWith('.yaml'));
    expect(files.filter((file) => yamlOf(file).length === 0)).toEqual([]);
    const inBase = files.filter((file) => file.startsWith(`${BASE}/`) && !file.endsWith('kustomization.yaml'));
    expect(inBase.sort()).toEqual(base.resources.map((file) => join(BASE, file)).sort());
  });

  it('refuse connections that no policy names', () => {
    expect(theObject('NetworkPolicy', 'deny-by-default').spec).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
  });

  it('leave the number of pods to whoever scales them', () => {
    const scaled = objects.filter(({ kind }) => kind === 'HorizontalPodAutoscaler');
    expect(new Set(scaled.map(({ spec }) => spec.scaleTargetRef?.name))).toEqual(new Set(['producer', 'query']));
    const fixed = objects.filter(({ kind, spec }) => kind === 'Deployment' && spec.replicas !== undefined);
    expect(fixed.map(({ metadata }) => metadata.name)).toEqual(['consumer']);
  });

  it('set no name that no app reads', () => {
    const known = namesKnownTo(APP_NAMES.flatMap((app) => [...APPS[app]]));
    expect(Object.keys(configMap('sluice')).filter((name) => !known.has(name))).toEqual([]);
  });

  it('give the consumer connectors that load, into the database that query reads', async () => {
    const { container } = podOf('consumer');
    const mount = container.volumeMounts.find(({ name }) => name === 'connectors')?.mountPath;
    expect(environmentOf('consumer', secret)['CONSUMER_CONNECTORS_PATH']).toBe(mount);
    const files = base.configMapGenerator.find(({ name }) => name === 'sluice-connectors')?.files ?? [];
    expect(files.map((file) => join(BASE, file))).toEqual(filesBelow(`${BASE}/connectors`));

    const defaults = { mongodbUrl: MONGO_DB_URL, database: undefined };
    const [connector] = await loadConnectors(join(ROOT, BASE, 'connectors'), defaults);
    expect(connector?.sink).toMatchObject({ url: MONGO_DB_URL, database: configMap('sluice')['MONGO_DB_NAME'] });
    expect(connector).toMatchObject({ errorsTolerance: 'all', deadLetterTopic: 'dlq.sensors' });
    const topics = new RegExp(`^(?:${connector?.topics instanceof RegExp ? connector.topics.source : ''})$`);
    const names = ['occupancy', 'my-topic', '_sluice.schemas', 'dlq.sensors'];
    expect(names.filter((name) => topics.test(name))).toEqual(['occupancy', 'my-topic']);
  });

  it('hold no secret', () => {
    expect(objects.filter(({ kind }) => kind === 'Secret' || kind === 'ConfigMap')).toEqual([]);
    const templates = (example.secretGenerator ?? []).map(({ name }) => secretTemplate(name));
    expect(templates.flatMap((template) => Object.values(template)).filter((value) => value !== '')).toEqual([]);
    const secrets = namesKnownTo(
      APP_NAMES.flatMap((app) => [...APPS[app]]),
      'secret',
    );
    expect(Object.keys(configMap('sluice')).filter((name) => secrets.has(name))).toEqual([]);
    const withPassword = [...filesBelow('k8s'), ...filesBelow('docker')].filter((file) =>
      /:\/\/[^\s/@:]+:[^\s/@]+@/.test(textOf(file)),
    );
    expect(withPassword).toEqual([]);
    expect(textOf('k8s/.gitignore').split('\n')).toContain('*.env');
  });
});
