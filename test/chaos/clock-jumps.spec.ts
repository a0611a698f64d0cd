import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AppProcess } from '../support/app-process.js';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';
import { groupMembers } from './group-members.js';
import { survive } from './survive.js';

const PRELOAD = pathToFileURL(join(import.meta.dirname, 'clock-jump.mjs')).href;
const env = { NODE_OPTIONS: `--import ${PRELOAD}` };
/** More than the session timeout of the tests, 6 s: a member that is silent for so long is no member any more. */
const LONGER_THAN_SESSION_MS = 7_500;
/** A loop that never waits takes a whole core. */
const BUSY = 0.5;

let consumer: AppProcess;

describe('a wall clock that jumps', () => {
  let bed: TestBed;
  beforeEach(async () => void (bed = await TestBed.open({ env })), 120_000);
  afterEach(() => bed.close(), 60_000);

  it('an hour back keeps the consumer in its group, ready, calm and storing at once', async () => {
    consumer = await bed.startConsumer();
    await bed.produceNumbers(0, 10);
    await until('the first records are stored', async () => (await bed.storedNumbers()).length === 10);
    const members = await groupMembers(bed);
    expect(members).toHaveLength(1);
    consumer.signal('SIGUSR2');
    await pause(2_000); // heartbeats of the hour to come
    consumer.signal('SIGUSR2');
    await bed.produceNumbers(10, 10);
    const cpuBefore = await cpuSeconds(consumer);
    await pause(LONGER_THAN_SESSION_MS);
    const cpu = (await cpuSeconds(consumer)) - cpuBefore;
    expect(await groupMembers(bed)).toEqual(members);
    expect(await consumer.ready()).toBe(true);
    expect(cpu / (LONGER_THAN_SESSION_MS / 1000)).toBeLessThan(BUSY);
    await bed.produceNumbers(20, 10);
    await until('what came later is stored', async () => (await bed.storedNumbers()).length === 30, 2_000);
    await bed.untilCommitted();
  }, 60_000);
});

survive({
  fault: 'wall clock jumps an hour forwards and back (consumer)',
  runs: [0, 5],
  options: { bed: { env } },
  prepare: async (arena) => void (consumer = await arena.startConsumer()),
  inflict: async ({ bed }) => {
    const members = await groupMembers(bed);
    for (let jump = 0; jump < 2; jump += 1) {
      consumer.signal('SIGUSR2');
      await pause(LONGER_THAN_SESSION_MS);
      const now = await groupMembers(bed);
      if (String(now) !== String(members)) throw new Error(`members changed from ${members.join()} to ${now.join()}`);
      if (!(await consumer.ready())) throw new Error('the consumer is not ready');
    }
  },
});

async function cpuSeconds(app: AppProcess): Promise<number> {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  const [, seconds] = /^process_cpu_seconds_total\S* (\S+)/m.exec(text) ?? [];
  if (seconds === undefined) throw new Error(`no CPU time in ${text}`);
  return Number(seconds);
}
