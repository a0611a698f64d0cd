import { join } from 'node:path';
import { type App, type Env, envOf, textOf, yamlOf } from './deployment-files.js';

export const BASE = 'k8s/base';
export const EXAMPLE = 'k8s/overlays/example';

interface Selector {
  readonly matchLabels?: Env;
  readonly matchExpressions?: readonly { readonly key: string; readonly values: readonly string[] }[];
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

export interface Container {
  readonly image: string;
  readonly args: readonly string[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly envFrom: readonly {
    readonly configMapRef?: { readonly name: string };
    readonly secretRef?: { readonly name: string };
  }[];
  readonly lifecycle?: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly resources: { readonly requests: Env; readonly limits: Env };
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

export interface PodSpec {
  readonly automountServiceAccountToken: boolean;
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly topologySpreadConstraints: readonly { readonly labelSelector: Selector }[];
  readonly containers: readonly [Container];
  readonly volumes: readonly { readonly name: string; readonly configMap?: { readonly name: string } }[];
}

/** The parts of any object that these tests look at. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly replicas?: number;
    readonly selector?: Env & Selector;
    readonly podSelector?: Selector;
    readonly template?: {
      readonly metadata: { readonly labels: Env; readonly annotations: Env };
      readonly spec: PodSpec;
    };
    readonly ports?: readonly { readonly targetPort: string }[];
    readonly scaleTargetRef?: { readonly name: string };
    readonly egress?: readonly { readonly ports: readonly { readonly port: number; readonly endPort?: number }[] }[];
  };
}

interface Generator {
  readonly name: string;
  readonly literals?: readonly string[];
  readonly files?: readonly string[];
  readonly envs?: readonly string[];
}

export interface Kustomization {
  readonly resources: readonly string[];
  readonly configMapGenerator: readonly Generator[];
  readonly secretGenerator?: readonly Generator[];
  readonly images?: readonly { readonly name: string; readonly newTag: string }[];
}

export const base = kustomizationOf(BASE);
export const example = kustomizationOf(EXAMPLE);
export const objects = base.resources.flatMap((file) => yamlOf<KubernetesObject>(join(BASE, file)));

function kustomizationOf(folder: string): Kustomization {
  const [kustomization] = yamlOf<Kustomization>(join(folder, 'kustomization.yaml'));
  if (kustomization === undefined) throw new Error(`reading ${folder}/kustomization.yaml: it is empty`);
  return kustomization;
}

/** The one object of a kind and name. */
export function theObject(kind: string, name: string): KubernetesObject {
  const [found, ...others] = objects.filter((object) => object.kind === kind && object.metadata.name === name);
  if (found === undefined || others.length > 0) throw new Error(`looking for one ${kind} ${name}`);
  return found;
}

export function podOf(app: App) {
  const { template } = theObject('Deployment', app).spec;
  if (template === undefined) throw new Error(`looking for the pods of ${app}`);
  const { labels, annotations } = template.metadata;
  return { labels, annotations, spec: template.spec, container: template.spec.containers[0] };
}

/** The literals of a ConfigMap, with those that the example overlay merges in. */
export function configMap(name: string): Env {
  const generators = [...base.configMapGenerator, ...example.configMapGenerator];
  return envOf(generators.filter((one) => one.name === name).flatMap(({ literals = [] }) => literals));
}

/** The names in the templates of a Secret, each with its value there. */
export function secretTemplate(name: string): Env {
  const files = (example.secretGenerator ?? []).filter((one) => one.name === name).flatMap(({ envs = [] }) => envs);
  return envOf(files.flatMap((file) => textOf(join(EXAMPLE, `${file}.example`)).split('\n')));
}

/** Environment of an app's pods, where each name of a secret's template is filled by `secret`. */
export function environmentOf(app: App, secret: (name: string) => string): Record<string, string> {
  const env: Record<string, string> = {};
  for (const { configMapRef, secretRef } of podOf(app).container.envFrom) {
    if (configMapRef !== undefined) Object.assign(env, configMap(configMapRef.name));
    if (secretRef === undefined) continue;
    for (const name of Object.keys(secretTemplate(secretRef.name))) env[name] = secret(name);
  }
  for (const { name, value } of podOf(app).container.env ?? []) env[name] = value;
  return env;
}

/** Whether a selector chooses pods with these labels. */
export function chooses({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Env): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''))
  );
}

/** Whether some network policy lets an app's pods connect to a TCP port. */
export function mayConnect(app: App, port: number): boolean {
  return objects
    .filter(({ kind, spec }) => kind === 'NetworkPolicy' && chooses(spec.podSelector ?? {}, podOf(app).labels))
    .flatMap(({ spec }) => spec.egress ?? [])
    .flatMap(({ ports }) => ports)
    .some(({ port: first, endPort = first }) => first <= port && port <= endPort);
}
