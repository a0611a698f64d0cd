import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HEADER_SCHEMA } from '@sluice/contracts';
import { connectKafka, ensureTopic, type KafkaConnection, readFraming } from '@sluice/kafka';
import { sharedTestStack, type Stack } from '@sluice/stack';
import { consumeTopic } from '../testing/consume-topic.js';
import { type Ended, runSluice, startSluice } from '../testing/run-sluice.js';
import type { TopicSummary } from './summary.js';

let stack: Stack;
let connection: KafkaConnection;
let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  stack = await sharedTestStack();
  env = { BOOTSTRAP_SERVER: stack.kafka.bootstrapServers };
  connection = connectKafka({ KAFKA_BOOTSTRAP_SERVERS: stack.kafka.bootstrapServers });
  folder = mkdtempSync(join(tmpdir(), 'sluice-produce-'));
});

afterAll(async () => {
  await connection.close();
  rmSync(folder, { recursive: true });
});

/** A topic of the test's own, with its folder. */
function topicFolder(): { topic: string; at: (name: string) => string } {
  const topic = `produce-${randomUUID().slice(0, 8)}`;
  mkdirSync(join(folder, topic));
  return { topic, at: (name) => join(folder, topic, name) };
}

function summaryOf({ stdout, stderr }: Ended): TopicSummary {
  try {
    const { topics } = JSON.parse(stdout) as { topics: TopicSummary[] };
    if (topics[0] !== undefined) return topics[0];
  } catch {
    // said below, with what the command printed
  }
  throw new Error(`no summary in ${stdout}\n${stderr}`);
}

async function valuesOf(topic: string): Promise<string[]> {
  return (await consumeTopic(connection, topic)).map(({ value }) => value.toString());
}

describe('sluice produce', () => {
  it('sends the rows of a folder of files to the topic of its name, typed and with their schema named', async () => {
    const { topic, at } = topicFolder();
    writeFileSync(at('a.csv'), 'id,price [$],at,"x.y",zip\r\n1,2.5,2015-02-04 17:51:00,true,007\r\n2,na,,False,12\r\n');
    writeFileSync(at('b.ndjson.gz'), gzipSync('{"id":9007199254740993,"price [$]":3}\n'));
    const ended = await runSluice(
      ['produce', topic, '--json', '--report', 'report.ndjson', '--key', 'id'],
      folder,
      env,
    );
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: '' });
    const summary = summaryOf(ended);
    expect(summary.files.map(({ rows, produced, rejected }) => [rows, produced, rejected])).toEqual([
      [2, 2, 0],
      [1, 1, 0],
    ]);
    const records = await consumeTopic(connection, topic);
    expect(new Map(records.map(({ key, value }) => [key, value.toString()]))).toEqual(
      new Map([
        ['1', '{"id":1,"price [$]":2.5,"at":"2015-02-04T17:51:00Z","x.y":true,"zip":"007"}'],
        ['2', '{"id":2,"price [$]":null,"at":null,"x.y":false,"zip":"12"}'],
        ['9007199254740993', '{"id":9007199254740993,"price [$]":3}'],
      ]),
    );
    expect(new Set(records.map(({ headers }) => headers[HEADER_SCHEMA]))).toEqual(
      new Set([summary.schema.fingerprint]),
    );
    expect(summary.partitions.reduce((sum, { count }) => sum + count, 0)).toBe(3);
    const report = readFileSync(join(folder, 'report.ndjson'), 'utf8').trim().split('\n');
    expect(report).toHaveLength(3);
    expect(JSON.parse(report[1] ?? '')).toMatchObject({ file: join(topic, 'a.csv'), line: 3, topic });
    const schema = JSON.parse(readFileSync(at(`${topic}.schema.json`), 'utf8')) as { properties: object };
    expect(Object.keys(schema.properties)).toEqual(['id', 'price [$]', 'at', 'x.y', 'zip']);
  });

  it('keeps bad rows with file, line and reason, sends the rest and exits with 2', async () => {
    const { topic, at } = topicFolder();
    writeFileSync(at('mixed.csv'), 'a,b\n1,x\n2\n3,"open\n4,y\n');
    const ended = await runSluice(['produce', at('mixed.csv'), '--json'], folder, env);
    expect(ended.code).toBe(2);
    expect(summaryOf(ended).files[0]?.failures).toMatchObject([
      { line: 3, code: 'ROW_CELL_COUNT' },
      { line: 4, code: 'ROW_BROKEN_QUOTE' },
    ]);
    const rejects = readFileSync(at('mixed.csv.rejects.ndjson'), 'utf8').trim().split('\n');
    expect(rejects.map((line): unknown => JSON.parse(line))).toMatchObject([
      { file: at('mixed.csv'), line: 3, row: '2' },
      { file: at('mixed.csv'), line: 4, row: '3,"open' },
    ]);
    expect((await valuesOf(topic)).sort()).toEqual(['{"a":1,"b":"x"}', '{"a":4,"b":"y"}']);
  });

  it('produces nothing in a dry run and says what it would', async () => {
    const { at } = topicFolder();
    writeFileSync(at('dry.csv'), 'a\n1\nx\n');
    const ended = await runSluice(['produce', at('dry.csv'), '--dry-run', '--json', '--type', 'a=integer'], folder, {});
    expect(ended.code).toBe(2);
    expect(summaryOf(ended).files[0]).toMatchObject({ rows: 2, produced: 1, rejected: 1 });
    expect(existsSync(at('dry.csv.rejects.ndjson'))).toBe(false);
  });

  it('goes on without a gap where it was killed', async () => {
    const { topic, at } = topicFolder();
    const rows = 300_000;
    await ensureTopic(connection, topic, { partitions: 3 });
    const text = Array.from({ length: rows }, (_, i) => `${i},reading ${i} of a sensor that tells a little more`);
    writeFileSync(at('long.csv'), `n,text\n${text.join('\n')}\n`);
    const args = ['produce', topic, '--json', '--batch-bytes', '65536'];
    const { child, ended } = startSluice(args, folder, env);
    const checkpoint = at(`${topic}.checkpoint.json`);
    while (!existsSync(checkpoint) && child.exitCode === null) await wait(2);
    child.kill('SIGKILL');
    expect((await ended).code).toBeNull();
    const before = (await valuesOf(topic)).length;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(rows);
    const resumed = await runSluice([...args, '--resume'], folder, env);
    expect(resumed.code).toBe(0);
    expect(summaryOf(resumed).files[0]).toMatchObject({ rows, complete: true });
    const seen = (await valuesOf(topic)).map((value) => (JSON.parse(value) as { n: number }).n);
    expect(new Set(seen).size).toBe(rows);
    // what was in flight at the kill may come twice: at most the batches under way
    expect(seen.length - rows).toBeLessThan(10_000);
    const again = await runSluice([...args, '--resume'], folder, env);
    expect(summaryOf(again).partitions).toEqual([]);
  });

  it('writes registry framing, and says clearly when the registry finds the schema incompatible', async () => {
    const { topic, at } = topicFolder();
    const withRegistry = { ...env, ENDPOINT_SCHEMA_URL: stack.registry.url };
    writeFileSync(at('one.csv'), 'a,b\n1,x\n');
    const first = await runSluice(['produce', topic, '--json'], folder, withRegistry);
    expect(first.code).toBe(0);
    const [record] = await consumeTopic(connection, topic);
    expect(readFraming(record?.value ?? Buffer.alloc(0))).toEqual({ id: summaryOf(first).schema.id, start: 5 });
    expect(record?.value.toString('utf8', 5)).toBe('{"a":1,"b":"x"}');
    writeFileSync(at('one.csv'), 'a,b\ntext,x\n');
    const second = await runSluice(['produce', topic], folder, withRegistry);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain('SCHEMA_INCOMPATIBLE');
  });

  it.each([
    [['nowhere'], 'no such file or folder (INPUT_UNREADABLE)'],
    [['.'], 'so the topic is not clear'],
  ])('explains itself when %j cannot be produced', async (paths, message) => {
    const { topic, at } = topicFolder();
    writeFileSync(at('x.csv'), 'a\n1\n');
    mkdirSync(at('inner'));
    writeFileSync(at('inner/y.csv'), 'a\n1\n');
    const ended = await runSluice(['produce', ...paths], join(folder, topic), env);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(message);
  });
});
