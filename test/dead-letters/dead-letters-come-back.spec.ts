import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HEADER_REPLAY } from '@sluice/contracts';
import { topicOffsets } from '@sluice/kafka';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';
import { Letters } from './bed.js';

describe('dead letters', () => {
  let bed: TestBed;
  let letters: Letters;
  beforeEach(async () => {
    bed = await TestBed.open({ partitions: 1 });
    letters = new Letters(await bed.startConsumer(), bed.topic);
  }, 60_000);
  afterEach(() => bed.close(), 30_000);

  const produced = async (): Promise<bigint | undefined> => (await topicOffsets(bed.kafka, bed.topic))[0]?.high;

  it('are listed, shown, mended, replayed and then stored', async () => {
    const value = '{"n":7,"big":12345678901234567890,}';
    const headers = [{ name: 'trace', value: 'abc' }];
    await bed.producer.send(bed.topic, [
      { key: 'k', value: Buffer.from(value), headers, timestamp: 1_700_000_000_000 },
    ]);
    const [listed] = await letters.waitFor(1);
    expect(listed).toMatchObject({
      state: 'open',
      code: 'VALUE_NOT_JSON',
      replays: 0,
      origin: { topic: bed.topic, partition: 0, offset: 0 },
    });
    const shown = await letters.consumer.get(`${letters.path}/0/0`);
    expect(shown).toMatchObject({
      topic: bed.deadLetterTopic,
      timestamp: '2023-11-14T22:13:20.000Z',
      key: { format: 'text', text: 'k' },
      value: { format: 'text', text: value, bytes: value.length },
      history: [],
    });
    expect(shown).toHaveProperty(
      'headers',
      expect.arrayContaining([{ name: 'trace', value: { format: 'text', text: 'abc' } }]),
    );

    const records = [{ partition: 0, offset: 0, value: '{"n":7,"big":12345678901234567890}' }];
    const reply = await letters.post('replay', { records, by: 'ann' });
    expect(reply).toMatchObject({ status: 200, body: { matched: 1, replayed: 1, skipped: 0, failed: 0, next: null } });
    await until('it is stored', async () => (await bed.documents.countDocuments()) === 1);
    const stored = await bed.documents.findOne({});
    expect(stored).toMatchObject({ _key: 'k', n: 7, _ts: new Date(1_700_000_000_000) });
    expect(String(stored?.['big'])).toBe('12345678901234567890');

    const after = await letters.consumer.get(`${letters.path}/0/0`);
    expect(after).toMatchObject({
      state: 'replayed',
      history: [
        { state: 'replaying', by: 'ann' },
        { state: 'replayed', by: 'ann', producedAs: `${bed.topic}#0#1`, isEdited: true },
      ],
    });
    expect((await letters.post('replay', { records })).body).toMatchObject({ replayed: 0, skipped: 1 });
    expect(await produced()).toBe(2n);
  }, 60_000);

  it('are not replayed for ever: after three times only by force', async () => {
    const headers = { [HEADER_REPLAY]: '2' };
    await bed.producer.send(bed.topic, [{ key: null, value: Buffer.from('{'), headers }]);
    await letters.waitFor(1);
    expect((await letters.post('replay', { records: [{ partition: 0, offset: 0 }] })).body).toMatchObject({
      replayed: 1,
    });
    const [again] = await letters.waitFor(2);
    expect(again).toMatchObject({ offset: 1, replays: 3 });
    const refused = await letters.post('replay', { filter: {} });
    expect(refused.body).toMatchObject({ matched: 2, replayed: 0, skipped: 1, failed: 1 });
    expect(refused.body['failures']).toMatchObject([{ offset: 1, code: 'DEAD_LETTER_LOOP' }]);
    const forced = await letters.post('replay', { records: [{ partition: 0, offset: 1 }], force: true });
    expect(forced.body).toMatchObject({ replayed: 1, failed: 0 });
    expect((await letters.waitFor(3))[0]).toMatchObject({ replays: 4 });
    const mended = { partition: 0, offset: 2, value: { n: 1, constructor: 'Bosch' } };
    expect((await letters.post('replay', { records: [mended], force: true })).body).toMatchObject({ replayed: 1 });
    await until('it is stored', async () => (await bed.documents.countDocuments(mended.value)) === 1);
  }, 60_000);

  it('can be discarded with a reason, and are then left alone', async () => {
    await bed.produce(['{', '[1]', '{"n":1}']);
    await letters.waitFor(2);
    const records = [{ partition: 0, offset: 0 }];
    expect(await letters.post('discard', { records })).toMatchObject({
      status: 400,
      body: { code: 'REQUEST_INVALID' },
    });
    const discarded = await letters.post('discard', { records, reason: 'test data', by: 'ann' });
    expect(discarded.body).toMatchObject({ matched: 1, discarded: 1, skipped: 0, failed: 0 });
    expect((await letters.list('?state=open')).letters.map(({ offset }) => offset)).toEqual([1]);
    expect((await letters.list('?state=discarded')).letters.map(({ offset }) => offset)).toEqual([0]);
    const shown = await letters.consumer.get(`${letters.path}/0/0`);
    expect(shown).toMatchObject({ history: [{ state: 'discarded', by: 'ann', why: 'test data' }] });
    expect((await letters.post('replay', { records })).body).toMatchObject({ replayed: 0, skipped: 1 });
    expect((await letters.post('discard', { filter: {}, reason: 'all' })).body).toMatchObject({
      discarded: 1,
      skipped: 1,
    });
    expect(await produced()).toBe(3n);
  }, 60_000);

  it('answers mistakes with codes', async () => {
    const get = async (path: string): Promise<unknown> => letters.consumer.get(path);
    expect(await get('/v1/connectors/none/dead-letters')).toMatchObject({ status: 404, code: 'CONNECTOR_UNKNOWN' });
    expect(await letters.list()).toEqual({ letters: [], next: null, scanned: 0 });
    expect(await get(`${letters.path}/0/0`)).toMatchObject({ status: 404, code: 'DEAD_LETTER_UNKNOWN' });
    expect(await get(`${letters.path}?limit=101`)).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
    expect(await get(`${letters.path}?cursor=x`)).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
    const both = { records: [{ partition: 0, offset: 0 }], filter: {} };
    expect(await letters.post('replay', { filter: { colour: 'red' } })).toMatchObject({ status: 400 });
    expect(await letters.post('replay', both)).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } });
    const missing = await letters.post('replay', { records: [{ partition: 0, offset: 5 }] });
    expect(missing.body).toMatchObject({ failed: 1, failures: [{ code: 'DEAD_LETTER_UNKNOWN' }] });
  }, 60_000);

  it('are at hand on the command line', async () => {
    await bed.produce(['{"n":1,', '{"n":2}']);
    await letters.waitFor(1);
    const { connector } = letters;
    const listed = await letters.sluice('list', connector);
    expect(listed).toMatchObject({ code: 0, stdout: expect.stringMatching(/0:0 .*open .*VALUE_NOT_JSON/) });
    const shown = await letters.sluice('show', connector, '0:0', '--json');
    expect(JSON.parse(shown.stdout)).toMatchObject({ value: { text: '{"n":1,' } });
    expect((await letters.sluice('show', connector, '0:0')).stdout).toContain('{"n":1,');
    const dry = await letters.sluice('replay', connector, '--all', '--dry-run', '--json');
    expect(JSON.parse(dry.stdout)).toMatchObject({ matched: 1, replayed: 1, dryRun: true });
    const unknown = await letters.sluice('replay', connector, '0:9');
    expect(unknown).toMatchObject({ code: 2, stdout: expect.stringContaining('DEAD_LETTER_UNKNOWN') });
    expect(await letters.sluice('replay', connector)).toMatchObject({ code: 64 });
    expect(await letters.sluice('list', 'none')).toMatchObject({ code: 1 });
    const exported = await letters.sluice('export', connector, '--state', 'open');
    expect(exported.code).toBe(0);
    expect(
      exported.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([await letters.consumer.get(`${letters.path}/0/0`)]);
    expect((await letters.sluice('export', connector, '--state', 'discarded')).stdout).toBe('');
    const discarded = await letters.sluice('discard', connector, '0:0', '--reason', 'seen', '--by', 'ann');
    expect(discarded).toMatchObject({ code: 0, stdout: expect.stringContaining('discarded') });
    expect((await letters.list()).letters).toMatchObject([{ state: 'discarded' }]);
  }, 90_000);
});
