import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiKeys, createApiKey } from './api-keys.js';
import { mayActAs, mayReach } from './principal.js';

describe('ApiKeys', () => {
  let folder: string;
  let path: string;
  const trouble = jest.fn();
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-keys-'));
    path = join(folder, 'keys.json');
  });
  afterEach(() => {
    jest.restoreAllMocks();
    trouble.mockClear();
    rmSync(folder, { recursive: true, force: true });
  });
  const write = (content: unknown): void => writeFileSync(path, JSON.stringify(content));

  it('finds the holder of a key, and nobody for another', () => {
    const { key, entry } = createApiKey('grafana', 'reader', ['occupancy']);
    write({ keys: [entry] });
    const keys = new ApiKeys(path, trouble);
    expect(keys.find(key)).toEqual({ name: 'grafana', role: 'reader', datasets: ['occupancy'] });
    expect(keys.find(`${key}x`)).toBeUndefined();
    expect(keys.find(entry.sha256)).toBeUndefined();
    expect(JSON.stringify(entry)).not.toContain(key);
  });

  it('takes a changed file over, and keeps what it had where the new one is broken', () => {
    const [one, two] = [createApiKey('one', 'reader'), createApiKey('two', 'writer')];
    write({ keys: [one.entry] });
    const keys = new ApiKeys(path, trouble);
    const now = jest.spyOn(performance, 'now');
    write({ keys: [two.entry] });
    utimesSync(path, 1, 1);
    now.mockReturnValue(1e9);
    expect([keys.find(one.key)?.name, keys.find(two.key)?.name]).toEqual([undefined, 'two']);
    writeFileSync(path, '{"keys": [');
    utimesSync(path, 2, 2);
    now.mockReturnValue(2e9);
    expect(keys.find(two.key)?.name).toBe('two');
    expect(trouble).toHaveBeenCalledTimes(1);
  });

  it.each([
    [[], 'expected {"keys"'],
    [{ keys: {} }, 'expected {"keys"'],
    [{ keys: [null] }, 'key 1: is not an object'],
    [{ keys: [{ sha256: 'a' }] }, 'key 1: has no name'],
    [{ keys: [{ name: 'a', sha256: 'plain text', role: 'reader' }] }, 'no sha256 of 64 hex digits'],
    [{ keys: [{ ...createApiKey('a', 'reader').entry, role: 'root' }] }, 'not one of reader, writer, operator'],
    [{ keys: [{ ...createApiKey('a', 'reader').entry, datasets: 'all' }] }, 'no list of names'],
  ])('refuses %j at the start', (content, why) => {
    write(content);
    expect(() => new ApiKeys(path, trouble)).toThrow(why);
  });

  it('refuses a file that is missing', () => {
    expect(() => new ApiKeys(path, trouble)).toThrow('ENOENT');
  });
});

describe('a principal', () => {
  it('may do what lesser roles may', () => {
    const writer = { name: 'w', role: 'writer' } as const;
    expect([mayActAs(writer, 'reader'), mayActAs(writer, 'writer'), mayActAs(writer, 'operator')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('reaches what it was given, by name or beginning, and everything where nothing is said', () => {
    const some = { name: 's', role: 'reader', datasets: ['a', 'sensor.*'] } as const;
    expect(['a', 'ab', 'sensor.x', 'sensor', 'b'].filter((name) => mayReach(some, name))).toEqual(['a', 'sensor.x']);
    expect(mayReach({ name: 'all', role: 'reader' }, 'b')).toBe(true);
    expect(mayReach({ name: 'none', role: 'reader', datasets: [] }, 'b')).toBe(false);
  });
});
