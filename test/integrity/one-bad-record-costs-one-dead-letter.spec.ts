import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PartitionReader, topicOffsets } from '@sluice/kafka';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';

interface DeadLetter {
  readonly value: Buffer | null;
  readonly headers: Record<string, string>;
}

async function readDeadLetters(bed: TestBed): Promise<DeadLetter[]> {
  const reader = new PartitionReader(bed.kafka, bed.deadLetterTopic, 0);
  const letters: DeadLetter[] = [];
  try {
    await reader.catchUp(
      ({ value, headers }) => {
        const texts = headers.map(({ name, value: header }) => [name, String(header)] as const);
        letters.push({ value, headers: Object.fromEntries(texts) });
      },
      () => undefined,
    );
  } finally {
    await reader.close();
  }
  return letters;
}

describe('bad records among good ones', () => {
  let bed: TestBed;
  beforeEach(async () => (bed = await TestBed.open({ partitions: 1 })), 30_000);
  afterEach(() => bed.close(), 30_000);

  it('cost one dead letter each, byte for byte, with reason and origin; the good ones are stored', async () => {
    const bad = [
      Buffer.from('{"n": 1,'),
      Buffer.from('[1,2]'),
      Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
      null,
    ];
    const values: (string | Buffer | null)[] = [];
    for (let n = 0; n < 200; n++) values.push(`{"n":${n}}`);
    for (const [i, value] of bad.entries()) values.splice(20 + i * 40, 0, value);
    await bed.produce(values);
    await bed.startConsumer();

    await until('the good ones are stored', async () => (await bed.documents.countDocuments()) === 200);
    await until('the bad ones are dead letters', async () => {
      const [end] = await topicOffsets(bed.kafka, bed.deadLetterTopic);
      return end?.high === BigInt(bad.length);
    });
    const letters = await readDeadLetters(bed);
    expect(letters.map(({ value }) => value)).toEqual(bad);
    const offsets = bad.map((_, i) => String(20 + i * 40));
    expect(letters.map(({ headers }) => headers['__connect.errors.offset'])).toEqual(offsets);
    expect(letters[0]?.headers).toMatchObject({
      '__connect.errors.topic': bed.topic,
      '__connect.errors.partition': '0',
      '__connect.errors.connector.name': bed.topic,
      '__connect.errors.stage': 'VALUE_CONVERTER',
    });
    expect(letters[0]?.headers['__connect.errors.exception.message']).toContain('byte');
  }, 60_000);
});
