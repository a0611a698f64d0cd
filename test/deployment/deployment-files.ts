import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessSettings, runtimeSettings } from '@sluice/runtime';
import type { SettingsGroup } from '@sluice/settings';
import { parseAllDocuments } from 'yaml';
import { consumerGroups } from '../../apps/consumer/src/consumer.config.js';
import { producerGroups } from '../../apps/producer/src/producer.config.js';
import { queryGroups } from '../../apps/query/src/query.config.js';

export const ROOT = join(import.meta.dirname, '../..');

export type Env = Readonly<Record<string, string>>;

/** The apps, and the settings that each reads. */
export const APPS = {
  producer: [runtimeSettings, accessSettings, ...producerGroups],
  consumer: [runtimeSettings, accessSettings, ...consumerGroups],
  query: [runtimeSettings, accessSettings, ...queryGroups],
} as const satisfies Readonly<Record<string, readonly SettingsGroup[]>>;

export type App = keyof typeof APPS;

export const APP_NAMES = Object.keys(APPS) as App[];

export function textOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** The documents of a YAML file. Throws on an error or warning of the parser. */
export function yamlOf<T>(file: string): T[] {
  return parseAllDocuments(textOf(file), { merge: true }).map((document) => {
    for (const problem of [...document.errors, ...document.warnings]) throw problem;
    return document.toJS() as T;
  });
}

/** Every file below a folder, from the project's top. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1));
}

/** `NAME=value` lines, without comments. */
export function envOf(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

/** Every name under which the groups find a value; only secrets, where so asked. */
export function namesKnownTo(groups: readonly SettingsGroup[], only: 'all' | 'secret' = 'all'): Set<string> {
  const settings = groups.flatMap((group) => Object.entries(group));
  return new Set(
    settings
      .filter(([, { secret }]) => only === 'all' || secret)
      .flatMap(([name, { alias = [], secret }]) =>
        [name, ...alias].flatMap((one) => (secret ? [one, `${one}_FILE`] : [one])),
      ),
  );
}
