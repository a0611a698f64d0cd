import { afterEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AppProcess } from '../support/app-process.js';
import { TestBed } from '../support/test-bed.js';

const RECORDS = 3_000;
const SLUICE = join(import.meta.dirname, '../../bin/sluice.mjs');

interface Replayed {
  readonly offsets: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly deadLettered: number;
}

describe('replaying a part of a topic', () => {
  let bed: TestBed;
  let consumer: AppProcess;
  const open = async (connector: Record<string, string> = {}): Promise<void> => {
    bed = await TestBed.open({ partitions: 1, connector });
    await bed.produceNumbers(0, RECORDS);
    consumer = await bed.startConsumer();
    await bed.untilCommitted();
  };
  const sluice = async (...flags: string[]): Promise<Replayed> => {
    const args = [SLUICE, 'replay', bed.topic, '--topic', bed.topic, '--url', consumer.url, '--json', ...flags];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    return JSON.parse(stdout) as Replayed;
  };
  afterEach(() => bed.close(), 30_000);

  it('stores what is missing there, by offsets and by time, and leaves the rest as it is', async () => {
    await open();
    await bed.documents.deleteMany({ n: { $gte: 1_000, $lt: 2_500 } });
    expect(await sluice('--from', '900', '--to', '2000', '--dry-run')).toMatchObject({ offsets: 1_100, stored: 0 });
    expect(await bed.documents.countDocuments()).toBe(1_500);
    expect(await sluice('--from', '900', '--to', '2000')).toEqual(
      expect.objectContaining({ offsets: 1_100, stored: 1_000, duplicates: 100, deadLettered: 0 }),
    );
    expect(await sluice('--from', '2000-01-01', '--max-per-second', '100000')).toMatchObject({ stored: 500 });
    expect(await bed.storedNumbers()).toEqual(Array.from({ length: RECORDS }, (_, n) => n));
    expect(await sluice('--from', '2100-01-01T00:00:00Z')).toMatchObject({ offsets: 0 });
  }, 60_000);

  it('is refused where old records would take the place of newer ones, and for what it does not know', async () => {
    await open({
      'document.id.strategy': 'com.mongodb.kafka.connect.sink.processor.id.strategy.PartialValueStrategy',
      'document.id.strategy.partial.value.projection.type': 'AllowList',
      'document.id.strategy.partial.value.projection.list': 'n',
    });
    const post = async (name: string, body: object): Promise<unknown> => {
      const reply = await fetch(`${consumer.url}/v1/connectors/${name}/replay`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return ((await reply.json()) as { code: string }).code;
    };
    expect(await post(bed.topic, { topic: bed.topic })).toBe('REPLAY_UNSAFE');
    expect(await post('nobody', { topic: bed.topic })).toBe('CONNECTOR_UNKNOWN');
    expect(await post(bed.topic, { topic: 'elsewhere' })).toBe('TOPIC_UNKNOWN');
    expect(await post(bed.topic, { topic: bed.topic, from: 'yesterday' })).toBe('REQUEST_INVALID');
  }, 60_000);
});
