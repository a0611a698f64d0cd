import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { endProcesses, identityOf, isAlive, signal } from './process-identity.js';
import { projectRoot } from './stack-home.js';
import { stackFolder, startStack } from './start-stack.js';
import { Stack } from './stack.js';

jest.setTimeout(180_000);

let count = 0;

describe('startStack', () => {
  let name: string;
  let folder: string;

  beforeEach(() => {
    name = `spec-start-${process.pid}-${++count}`;
    folder = stackFolder(name);
  });
  afterEach(async () => {
    const stack = new Stack(name, folder);
    await stack.stop();
    stack.remove();
  });

  const names = (stack: Stack): string[] => stack.services.map((service) => service.name);

  it('leaves nothing running where one service cannot be started', async () => {
    const before = process.env['SLUICE_MONGOD'];
    process.env['SLUICE_MONGOD'] = '/does/not/exist';
    try {
      const starting = startStack({ name, services: ['kafka', 'mongodb'], isDetached: true });
      await expect(starting).rejects.toMatchObject({
        code: 'TOOL_MISSING',
        message: expect.stringContaining('SLUICE_MONGOD=/does/not/exist does not run'),
      });
    } finally {
      if (before === undefined) delete process.env['SLUICE_MONGOD'];
      else process.env['SLUICE_MONGOD'] = before;
    }
    // The broker was got ready beside it, and is not started afterwards.
    expect(existsSync(join(folder, 'kafka/data/meta.properties'))).toBe(true);
    expect(names(new Stack(name, folder))).toEqual([]);
  });

  it('adds services to a detached stack that runs, and forgets those that are not asked for again', async () => {
    const first = await startStack({ name, services: ['mongodb'], isDetached: true });
    const mongod = first.mongodb.process;
    const more = await startStack({ name, services: ['mongodb', 'registry'], isDetached: true });
    expect(more.mongodb.process).toEqual(mongod);
    expect((await fetch(`${more.registry.url}/subjects`)).status).toBe(200);
    await more.stop();
    const less = await startStack({ name, services: ['mongodb'], isDetached: true });
    expect(less.isRunning).toBe(true);
    expect(Object.keys(less.summary())).toEqual(['name', 'folder', 'mongodb']);
  });

  it('clears away a temporary stack whose owner and watchdog died together, as in a power cut', async () => {
    const stack = await startStack({ name, services: ['mongodb'], isDetached: true });
    const mongod = stack.mongodb.process;
    const watchdog = JSON.stringify([join(projectRoot(), 'tools/stack/watchdog.mjs'), folder, 'remove']);
    const script = `const child = require('node:child_process').spawn(process.execPath, ${watchdog},
        { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
      const look = () => require('node:fs').existsSync(${JSON.stringify(join(folder, 'watched.json'))})
        ? console.log(child.pid) : setTimeout(look, 20);
      look();`;
    const owner = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [pid] = (await once(owner.stdout, 'data')) as [Buffer];
    const dog = identityOf(Number(pid.toString()));
    for (const identity of [dog, identityOf(owner.pid ?? 0)]) if (identity) signal(identity, 'SIGKILL');
    await once(owner, 'exit');
    if (dog) await endProcesses([dog], 0);
    expect(mongod && isAlive(mongod)).toBe(true);

    const next = await startStack({ services: ['mongodb'] });
    try {
      expect(mongod && isAlive(mongod)).toBe(false);
      expect(existsSync(folder)).toBe(false);
      expect(existsSync(next.folder)).toBe(true);
    } finally {
      await next.stop();
    }
  });
});
