import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ensureTopic, type OutgoingRecord, RecordProducer } from '@sluice/kafka';
import { sharedTestStack } from '@sluice/stack';
import type { Document } from 'mongodb';
import type { AppProcess } from '../support/app-process.js';
import { TestBed } from '../support/test-bed.js';
import { deadLetterTopicOf, startConnectors, topicOf, untilCommitted } from './connectors.js';
import { deadLettersByOrigin, type FoundLetter } from './dead-letters.js';
import { type Prefixes, recordOf, type Setting, USUAL_TIME } from './input-case.js';
import { registeredPrefixes } from './registered-prefixes.js';
import { SETTINGS } from './settings.js';

/** Takes what a broker takes by itself, and what only a raised limit lets in. */
const TOPIC = {
  partitions: 1,
  config: { 'max.message.bytes': '33554432', 'message.timestamp.after.max.ms': '9223372036854775807' },
};

/** What a setting's topic was given, and what came of it. */
interface Account {
  /** A good record before each case and after the last. */
  readonly records: readonly OutgoingRecord[];
  readonly letters: ReadonlyMap<number, FoundLetter>;
}

let bed: TestBed;
let prefixes: Prefixes;
let consumer: AppProcess;
const accounts = new Map<string, Account>();

function recordsOf({ cases, good }: Setting): OutgoingRecord[] {
  const pairs = cases.map(({ record }, i) => [
    good(i, prefixes),
    typeof record === 'function' ? record(prefixes) : record,
  ]);
  return [...pairs.flat(), good(cases.length, prefixes)].map(recordOf);
}

async function produce(producer: RecordProducer, topic: string, records: readonly OutgoingRecord[]): Promise<void> {
  await ensureTopic(bed.kafka, topic, TOPIC);
  const reports = await producer.send(topic, records);
  expect(reports.map(({ error, offset }) => error?.message ?? Number(offset))).toEqual(records.map((_, i) => i));
}

beforeAll(async () => {
  bed = await TestBed.open();
  prefixes = await registeredPrefixes(bed);
  const given = SETTINGS.map((setting) => ({ setting, records: recordsOf(setting) }));
  const producer = await RecordProducer.open(bed.kafka, { maxRecordBytes: Infinity });
  try {
    for (const { setting, records } of given) await produce(producer, topicOf(bed, setting.name), records);
  } finally {
    await producer.close();
  }
  const connectors = SETTINGS.map(({ name, connector }) => ({ name, properties: connector }));
  const { url } = (await sharedTestStack()).registry;
  consumer = await startConnectors(bed, connectors, { SCHEMA_REGISTRY_URL: url });
  for (const { setting, records } of given) {
    await untilCommitted(bed, setting.name, consumer);
    const letters = await deadLettersByOrigin(bed.kafka, deadLetterTopicOf(bed, setting.name));
    accounts.set(setting.name, { records, letters });
  }
}, 120_000);

afterAll(() => bed.close(), 30_000);

describe.each(SETTINGS.map((setting) => [setting.name, setting] as const))('bad records, %s', (name, setting) => {
  const account = (): Account => accounts.get(name)!;
  const stored = (filter: Document): Promise<Document | null> =>
    bed.mongo.db(bed.topic).collection(name).findOne(filter);

  it.each(setting.cases.map((one, i) => [one.input, one, i] as const))('%s', async (_, one, i) => {
    const offset = i * 2 + 1;
    const { records, letters } = account();
    const id = one.id ?? `${topicOf(bed, name)}#0#${offset}`;
    const document = await stored({ _id: id });
    const letter = letters.get(offset);
    const isStored = one.dead === undefined;
    expect(document).toEqual(isStored ? { _id: id, _ts: new Date(USUAL_TIME), ...one.stored } : null);
    expect(letter?.code).toBe(one.dead);
    expect(isStored ? [] : differences(letter, records[offset]!)).toEqual([]);
    expect(await stored({ good: i })).not.toBeNull();
    expect(await stored({ good: i + 1 })).not.toBeNull();
  });

  it('leave one dead letter each, and no other', () => {
    const dead = setting.cases.flatMap((one, i) => (one.dead === undefined ? [] : i * 2 + 1));
    expect([...account().letters.keys()].sort((a, b) => a - b)).toEqual(dead);
  });
});

it('leave the consumer alive and ready', async () => {
  expect(consumer.exitCode).toBeUndefined();
  expect(await consumer.ready()).toBe(true);
});

/** What a dead letter lacks of its record. */
function differences(letter: FoundLetter | undefined, record: OutgoingRecord): string[] {
  const kept = new Set(letter?.headers.map(({ name, value }) => `${name}: ${String(value)}`));
  const headers = Object.entries(record.headers ?? {}).map(([name, value]) => `${name}: ${String(value)}`);
  return [
    ...(same(letter?.key, record.key) ? [] : ['key']),
    ...(same(letter?.value, record.value) ? [] : ['value']),
    ...headers.filter((header) => !kept.has(header)),
  ];
}

/** A matcher would print megabytes. */
function same(found: Buffer | null | undefined, given: Buffer | string | null): boolean {
  return given === null ? found === null : found?.equals(Buffer.from(given)) === true;
}
