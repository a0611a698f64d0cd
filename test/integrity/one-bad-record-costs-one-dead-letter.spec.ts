import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';

interface DeadLetter {
  readonly key: string | undefined;
  readonly value: Buffer | null;
  readonly headers: Record<string, string>;
}

async function readDeadLetters(bed: TestBed, count: number): Promise<DeadLetter[]> {
  const consumer = bed.kafka.kafka.consumer({ groupId: `read-dlq.${bed.topic}` });
  const letters: DeadLetter[] = [];
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [bed.deadLetterTopic], fromBeginning: true });
    await consumer.run({
      eachMessage: ({ message }) => {
        const headers = Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]);
        letters.push({ key: message.key?.toString(), value: message.value, headers: Object.fromEntries(headers) });
        return Promise.resolve();
      },
    });
    await until('the dead letters are read', () => letters.length >= count);
  } finally {
    await consumer.disconnect();
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
    const letters = await readDeadLetters(bed, bad.length);
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
