import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApiKey } from '@sluice/runtime';
import { attachStack } from '@sluice/stack';
import { openDatabase } from '@sluice/storage';
import mongoose from 'mongoose';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { tableFromIPC } from 'apache-arrow';
import { until } from '../../../test/support/until.js';
import { QueryBed } from './query-bed.js';
import { sample, seed } from './seed.js';

const { Long } = mongoose.mongo.BSON;
const SLUICE = join(import.meta.dirname, '../../../bin/sluice.mjs');
const LARGE = 60_000;

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let bed: QueryBed;
let folder: string;

beforeAll(async () => {
  bed = await QueryBed.open();
  folder = await mkdtemp(join(tmpdir(), 'sluice-cli-'));
  for (const name of ['occupancy', 'seattle-weather']) {
    const { records, properties } = await sample(name, 120);
    await seed(bed.connection, name, records, properties);
  }
  const odd = { _key: 'k', text: 'say "hi",\r\n\u001b[2Jplease', n: Long.fromString('9007199254740993'), none: null };
  await seed(bed.connection, 'odd', [odd, { _key: 'l', text: '', n: 1, none: null }]);
  const large = Array.from({ length: LARGE }, (_, i) => ({ i, text: 'x'.repeat(500) }));
  await seed(bed.connection, 'large', large);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await bed.close();
});

/** Starts `sluice query …` as built, in an environment that says nothing but `env`. */
function start(args: readonly string[], env: Record<string, string> = {}): ChildProcessWithoutNullStreams {
  const home = { PATH: process.env['PATH'], SLUICE_HOME: folder, COLUMNS: '100' };
  return spawn(process.execPath, [SLUICE, 'query', ...args], { env: { ...home, ...env } });
}

async function outcomeOf(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk));
  await once(child, 'close');
  return { code: child.exitCode, ...text };
}

function sluice(...args: string[]): Promise<Outcome> {
  return outcomeOf(start([...args, '--url', bed.url]));
}

async function jsonOf(...args: string[]): Promise<unknown[]> {
  const { code, stdout, stderr } = await sluice(...args, '-o', 'json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

describe('sluice query', () => {
  it('lists datasets and fields', async () => {
    const { stdout } = await sluice('datasets');
    expect(stdout).toMatch(/occupancy .*120 .*5 .*occupancy/);
    expect(await jsonOf('fields', 'occupancy')).toContainEqual(expect.objectContaining({ name: 'V1' }));
  });

  it('shows records in a table that fits, and says that there are more', async () => {
    const args = ['records', 'occupancy', '--where', 'V1>=21', '--sort=-V1', '--limit', '3'];
    const { code, stdout, stderr } = await sluice(...args);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(lines.filter((line) => line.includes('occupancy#'))).toHaveLength(3);
    expect(stderr).toBe('The first 3 records; --limit shows more, --output csv and json all.\n');
  });

  it('filters by the type of each field, in both ways of saying it', async () => {
    const flags = ['--where', 'weather in rain,snow', '--filter', 'temp_max=lt:5', '--where', 'date<2012-03-01'];
    const found = (await jsonOf('records', 'seattle-weather', ...flags)) as { weather: string; temp_max: number }[];
    const all = (await jsonOf('records', 'seattle-weather')) as { weather: string; temp_max: number; date: string }[];
    const expected = all.filter((one) => /rain|snow/.test(one.weather) && one.temp_max < 5 && one.date < '2012-03-01');
    expect(expected.length).toBeGreaterThan(0);
    expect(found).toEqual(expected);
  });

  it('writes exact CSV and JSON, and lets no record drive the terminal', async () => {
    const columns = ['--fields', '_key,text,n,none'];
    expect((await sluice('records', 'odd', ...columns, '-o', 'csv')).stdout).toBe(
      '_key,text,n,none\r\nk,"say ""hi"",\r\n\u001b[2Jplease",9007199254740993,\r\nl,"",1,\r\n',
    );
    expect((await sluice('records', 'odd', ...columns, '-o', 'json')).stdout).toContain('"n":9007199254740993');
    const table = (await sluice('records', 'odd', ...columns)).stdout;
    expect(table).toContain('9007199254740993');
    expect(table).toContain(String.raw`\x1b[2J`);
    expect(table).not.toContain('\u001b[2J');
    expect((await sluice('latest', 'odd', ...columns, '-o', 'csv')).stdout).toBe(
      (await sluice('records', 'odd', ...columns, '-o', 'csv')).stdout,
    );
  });

  it('counts, within a time range too', async () => {
    expect((await sluice('count', 'occupancy')).stdout).toBe('120\n');
    expect(await jsonOf('count', 'occupancy', '--since', '1h')).toEqual([{ count: 0, isExact: true }]);
    const range = ['--time-field', 'time', '--from', '2015-02-04T18:00:00Z', '--to', '2015-02-04T19:00:00Z'];
    const [{ count }] = (await jsonOf('count', 'occupancy', ...range)) as [{ count: number }];
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(120);
  });

  it('shows the latest of some keys', async () => {
    const flags = ['--by', 'weather', '--key', 'rain', '--key', 'snow', '--fields', 'weather,date'];
    expect(
      (await jsonOf('latest', 'seattle-weather', ...flags)).map((one) => (one as { weather: string }).weather),
    ).toEqual(['rain', 'snow']);
  });

  it('aggregates, rows flattened for tables and CSV', async () => {
    const flags = ['--by', 'weather', '--measures', 'count,max(temp_max)'];
    const { stdout } = await sluice('aggregate', 'seattle-weather', ...flags, '-o', 'csv');
    expect(stdout.split('\r\n')[0]).toBe('weather,count,max(temp_max)');
    const rows = (await jsonOf('aggregate', 'seattle-weather', ...flags)) as { values: { count: number } }[];
    expect(rows.reduce((sum, { values }) => sum + values.count, 0)).toBe(120);
  });

  it('shows a profile with histograms', async () => {
    const { stdout } = await sluice('profile', 'occupancy', '--fields', 'V1,V2');
    expect(stdout).toMatch(/V1 .*[▁-█]/);
  });

  it('exports to a file by its extension, and to standard output', async () => {
    const file = join(folder, 'occupancy.arrow');
    const { code, stderr } = await sluice('export', 'occupancy', file, '--where', 'V1>=21', '--fields', 'time,V1');
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/occupancy\.arrow: [\d,]+ bytes/) });
    const table = tableFromIPC(await readFile(file));
    expect(table.schema.names).toEqual(['time', 'V1']);
    const { stdout } = await sluice('export', 'occupancy', '--where', 'V1>=21', '--fields', 'time,V1');
    expect(stdout.trimEnd().split('\r\n')).toHaveLength(table.numRows + 1);
  });

  it.each([
    [
      ['records', 'occupancy', '--where', 'V1>=warm'],
      1,
      /a number is expected.*for example --where 'V1>=[\d.]+' \(REQUEST_INVALID\)/,
    ],
    [['records', 'occupancy', '--where', 'V9>=1'], 1, /no field "V9"; did you mean "V\d"\? \(REQUEST_INVALID\)/],
    [['records', 'occupansy'], 1, /did you mean "occupancy"\? \(DATASET_UNKNOWN\)/],
    [['count', 'nothing-like-it'], 1, /sluice query datasets lists those there are/],
    [['records', 'occupancy', '--from', 'yesterday'], 1, /for example --from 2015-02-04T17:51:00Z/],
    [['records', 'occupancy', '--where', 'V1'], 64, /such as 'V1>=23'/],
    [['records', 'occupancy', '--since', '1h', '--from', '2015-01-01'], 64, /--since or --from/],
  ])('%j is refused with what would do', async (args, code, message) => {
    const outcome = await sluice(...args);
    expect(outcome).toEqual({ code, stdout: '', stderr: expect.stringMatching(message) });
  });

  it('says where it looked for an app that is away', async () => {
    const { code, stderr } = await outcomeOf(start(['datasets', '--url', 'http://127.0.0.1:1']));
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/127\.0\.0\.1:1.*--url \(APP_UNAVAILABLE\)/),
    });
  });

  it('sends the key of a file, and says how to give one', async () => {
    const { key, entry } = createApiKey('tester', 'reader');
    const [keys, file] = [join(folder, 'keys.json'), join(folder, 'key')];
    await writeFile(keys, JSON.stringify({ keys: [entry] }));
    await writeFile(file, `${key}\n`);
    const guarded = await QueryBed.open({}, { RUNTIME_HTTP_API_KEYS_PATH: keys });
    try {
      const flags = ['datasets', '--url', guarded.url];
      expect(await outcomeOf(start(flags))).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/give --api-key-file/),
      });
      expect(await outcomeOf(start([...flags, '--api-key-file', file]))).toMatchObject({ code: 0 });
      expect(await outcomeOf(start(flags, { SLUICE_API_KEY: key }))).toMatchObject({ code: 0 });
    } finally {
      await guarded.close();
    }
  });
});

describe('sluice query for people', () => {
  it('says where to look when a dataset is missing', async () => {
    const { code, stderr } = await outcomeOf(start(['records', '--url', bed.url]));
    expect([code, stderr]).toEqual([
      64,
      expect.stringMatching(/missing required argument 'dataset'[^]*sluice query datasets/),
    ]);
  });

  it('shows what records hold rather than what was added, with times in full, and sorts by fields like -V1', async () => {
    const args = ['records', 'occupancy', '--sort', '-V1', '--limit', '2', '--url', bed.url];
    const { code, stdout } = await outcomeOf(start(args));
    expect(code).toBe(0);
    expect(stdout.split('\n')[1]).toMatch(/^│ time +│ +V1 │.* V4 │ _id/);
    expect(stdout).toContain('2015-02-04T17:51:00Z');
    expect((await outcomeOf(start([...args, '--fields', '_id,V1']))).stdout).toContain('occupancy#0#0');
  });
});

describe('sluice query that somebody ends', () => {
  it('by a pipe that closes is quiet', async () => {
    const child = start(['records', 'large', '-o', 'csv', '--url', bed.url]);
    const outcome = outcomeOf(child);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await outcome).toMatchObject({ code: 0, stderr: '' });
    await untilNoQuery();
  });

  it('by Ctrl-C is quiet and ends the query, also before its first record and where nobody takes what is printed', async () => {
    const args = ['records', 'large', '-o', 'csv', '--url', bed.url];
    const children = [start(args), start([...args, '--sort', 'text'])];
    const [printing, sorting] = children as [ChildProcessWithoutNullStreams, ChildProcessWithoutNullStreams];
    const exits = children.map((child) => once(child, 'exit'));
    await until('the export is sorted', async () => JSON.stringify(await queries()).includes('"sort":{"text"'));
    sorting.kill('SIGINT');
    await once(printing.stdout, 'readable');
    printing.kill('SIGINT');
    expect(await Promise.all(exits)).toEqual([
      [130, null],
      [130, null],
    ]);
    expect(children.map(({ stderr }) => stderr.read() as unknown)).toEqual([null, null]);
    await untilNoQuery();
  }, 20_000);

  it('as a tail prints what comes until then', async () => {
    const child = start(['tail', 'odd', '-o', 'json', '--fields', 'n', '--url', bed.url]);
    const outcome = outcomeOf(child);
    const odd = (await openDatabase(bed.connection, 'storing')).collection<{ _id: string; n: number }>('odd');
    let seen = '';
    child.stdout.on('data', (chunk: string) => (seen += chunk));
    for (let n = 0; !seen.includes('\n'); n += 1) {
      await odd.insertOne({ _id: `odd#1#${n}`, n: 5 });
      await delay(50);
    }
    child.kill('SIGINT');
    expect(await outcome).toMatchObject({ code: 130, stderr: '', stdout: expect.stringMatching(/^(?:\{"n":5\}\n)+$/) });
  }, 20_000);

  it('as an aggregate that is followed prints all of it, then what changes', async () => {
    const child = start(['aggregate', 'odd', '--follow', '--by', 'n', '-o', 'csv', '--where', 'n=7', '--url', bed.url]);
    const outcome = outcomeOf(child);
    const odd = (await openDatabase(bed.connection, 'storing')).collection<{ _id: string; n: number }>('odd');
    let seen = '';
    child.stdout.on('data', (chunk: string) => (seen += chunk));
    for (let n = 0; !seen.includes('7,'); n += 1) {
      await odd.insertOne({ _id: `odd#2#${n}`, n: 7 });
      await delay(100);
    }
    child.kill('SIGINT');
    const { code, stdout, stderr } = await outcome;
    expect([code, stderr]).toEqual([130, '']);
    expect(stdout).toMatch(/^n,count\r\n(?:7,\d+\r\n)+$/);
    expect(await outcomeOf(start(['aggregate', 'odd', '--follow', '--fill', 'zero', '--url', bed.url]))).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('--fill'),
    });
  }, 20_000);

  /** The app has told MongoDB that nobody waits any more. */
  function untilNoQuery(): Promise<void> {
    return until('the queries have ended', async () => (await queries()).length === 0, 5_000);
  }

  async function queries(): Promise<unknown[]> {
    const admin = (await openDatabase(bed.connection, 'watching')).admin();
    const { cursor } = await admin.command({
      aggregate: 1,
      pipeline: [{ $currentOp: { idleCursors: true } }, { $match: { ns: `${bed.connection.name}.large` } }],
      cursor: {},
    });
    return (cursor as { firstBatch: unknown[] }).firstBatch;
  }
});

describe('sluice query without an address', () => {
  it('finds the app of the system that runs here, and says so', async () => {
    const stack = attachStack({ name: 'up', folder: join(folder, 'stacks', 'up') });
    await writeFile(join(folder, 'app.mjs'), 'setInterval(() => {}, 1000);');
    const args = [join(folder, 'app.mjs')];
    const ports = { http: Number(new URL(bed.url).port) };
    const app = await stack.run(
      { name: 'query', version: '', command: process.execPath, args, env: {}, ports },
      async () => true,
    );
    await writeFile(join(stack.folder, 'stack.json'), '{}');
    try {
      const outcome = await outcomeOf(start(['count', 'occupancy']));
      expect(outcome).toEqual({
        code: 0,
        stdout: '120\n',
        stderr: `Using the system that runs here, its query app at ${bed.url}.\n`,
      });
    } finally {
      await app.stop();
    }
    const elsewhere = await outcomeOf(start(['count', 'occupancy'], { SLUICE_QUERY_URL: 'http://127.0.0.1:1' }));
    expect(elsewhere).toMatchObject({ code: 1, stderr: expect.stringContaining('127.0.0.1:1') });
  });
});
