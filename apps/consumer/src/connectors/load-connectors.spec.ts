import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConnectors } from './load-connectors.js';

describe('loadConnectors', () => {
  const defaults = { mongodbUrl: 'mongodb://localhost', database: undefined };
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'sluice-connectors-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const write = (name: string, properties: Record<string, string> = {}) =>
    writeFile(
      join(folder, `${name}.json`),
      JSON.stringify({ name, 'connector.class': 'mongodb', topics: name, ...properties }),
    );

  it('gives each connector a consumer group of its own', async () => {
    await Promise.all([write('a'), write('b')]);
    const groups = (await loadConnectors(folder, defaults)).map(({ groupId }) => groupId);
    expect(groups).toEqual(['connect-a', 'connect-b']);
  });

  it('refuses two connectors in one group, as each would get only a part of its records', async () => {
    await Promise.all([write('a'), write('b', { 'consumer.override.group.id': 'connect-a' })]);
    await expect(loadConnectors(folder, defaults)).rejects.toThrow('a is in group connect-a too');
  });
});
