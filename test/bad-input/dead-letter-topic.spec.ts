import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ensureTopic, groupLag } from '@sluice/kafka';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';
import { setTopicConfig } from './broker-config.js';
import { deadLettersByOrigin } from './dead-letters.js';

interface Status {
  connectors: { state: string; trouble?: string }[];
}

const TOO_MUCH = randomBytes(8_000);

describe('a dead letter that its topic does not take', () => {
  let bed: TestBed;

  beforeEach(async () => {
    bed = await TestBed.open({ partitions: 1 });
    await ensureTopic(bed.kafka, bed.deadLetterTopic, { partitions: 1, config: { 'max.message.bytes': '3000' } });
  }, 60_000);

  afterEach(() => bed.close(), 30_000);

  it('dead letter larger than the `max.message.bytes` of its topic', async () => {
    await bed.produce(['{"n":0}', TOO_MUCH, '{"n":1}']);
    const consumer = await bed.startConsumer();
    const state = async () => (await consumer.get<Status>('/v1/connectors')).connectors[0];
    await until('the connector stops', async () => (await state())?.state === 'FAILED');
    expect((await state())?.trouble).toContain(`raise max.message.bytes of topic ${bed.deadLetterTopic}`);
    expect(consumer.exitCode).toBeUndefined();
    expect(await consumer.ready()).toBe(false);
    const [lag] = await groupLag(bed.kafka, `connect-${bed.topic}`, [bed.topic]);
    expect(lag?.committed ?? 0n).toBe(0n);

    await consumer.stop();
    await setTopicConfig(bed.kafka, bed.deadLetterTopic, { 'max.message.bytes': '1000000' });
    await bed.startConsumer();
    await bed.untilCommitted();
    expect(await bed.storedNumbers()).toEqual([0, 1]);
    const letters = await deadLettersByOrigin(bed.kafka, bed.deadLetterTopic);
    expect([...letters.keys()]).toEqual([1]);
    expect(letters.get(1)).toMatchObject({ code: 'VALUE_NOT_JSON', value: TOO_MUCH });
  }, 90_000);
});
