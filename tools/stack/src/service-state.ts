import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ProcessIdentity } from './process-identity.js';

export const SERVICE_NAMES = ['kafka', 'registry', 'mongodb'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** How a service or app is started, where it listens, and which process it is now. Kept as `services/<name>.json`. */
export interface ServiceState {
  readonly name: string;
  readonly version: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the environment of whoever starts it. */
  readonly env: Readonly<Record<string, string>>;
  /** First words of variables of that environment that are kept from it, such as KAFKA of KAFKA_HOME. */
  readonly withheld?: readonly string[];
  readonly logFile: string;
  readonly ports: Readonly<Record<string, number>>;
  readonly process?: ProcessIdentity;
}

function fileOf(folder: string, name: string): string {
  return join(folder, 'services', `${name}.json`);
}

/** Replaces a file in one step: a reader sees the old or the new text, whole. */
export function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const next = `${path}.${process.pid}.next`;
  writeFileSync(next, text, { mode: 0o600 });
  renameSync(next, path);
}

export function saveService(folder: string, state: ServiceState): void {
  writeWhole(fileOf(folder, state.name), JSON.stringify(state, undefined, 2));
}

export function loadService(folder: string, name: string): ServiceState | undefined {
  try {
    // Written whole by saveService.
    return JSON.parse(readFileSync(fileOf(folder, name), 'utf8')) as ServiceState;
  } catch {
    return undefined;
  }
}

/** Data of the service stay; the stack has it no longer, with all its members. */
export function forgetService(folder: string, name: ServiceName): void {
  for (const member of memberNames(folder, name)) rmSync(fileOf(folder, member), { force: true });
}

/** The nth process of a service that is a cluster, from 1: `kafka`, `kafka-2`, `kafka-3`. */
export function memberName(service: ServiceName, n: number): string {
  return n === 1 ? service : `${service}-${n}`;
}

/** The members of a service that the stack's folder knows: one, or those of a cluster in their order. */
export function memberNames(folder: string, service: ServiceName): string[] {
  const names: string[] = [];
  while (loadService(folder, memberName(service, names.length + 1)) !== undefined)
    names.push(memberName(service, names.length + 1));
  return names;
}

/** Names of all that the stack's folder knows, in the order in which it is stopped: apps before what they use. */
export function serviceNames(folder: string): string[] {
  const parent = join(folder, 'services');
  const files = existsSync(parent) ? readdirSync(parent).filter((file) => file.endsWith('.json')) : [];
  const names = files.map((file) => file.slice(0, -'.json'.length));
  return [...names.filter((name) => !isService(name)), ...names.filter(isService)];
}

/** Whether it is a service or a member of one, and no app. */
export function isService(name: string): boolean {
  return SERVICE_NAMES.some((service) => service === name.replace(/-\d+$/, ''));
}
