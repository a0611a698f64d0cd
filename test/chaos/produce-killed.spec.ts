import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PartitionReader, topicOffsets } from '@sluice/kafka';
import { sharedTestStack } from '@sluice/stack';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';
import { reportRow, runsOf } from './chaos-report.js';
import { anyMoment } from './survive.js';

const SLUICE = join(import.meta.dirname, '../../bin/sluice.mjs');
const BATCH_BYTES = 32 * 1024;
/** Batches that `sluice produce` has under way at once, with the one acknowledged but not yet noted. */
const UNDER_WAY = 4 + 1;
/** The shortest row, with what a record costs beside it. */
const ROW_BYTES = 80 + 40;
/** Every so many a row that is none. */
const BAD_EVERY = 1_000;
const ROWS_A_KILL = 60_000;

const kills = runsOf([1, 20]);
const fault = 'sluice produce killed (SIGKILL) and resumed';

let bed: TestBed;
let folder: string;
let child: ChildProcess | undefined;
beforeEach(async () => {
  bed = await TestBed.open({ partitions: 3 });
  folder = mkdtempSync(join(tmpdir(), 'sluice-killed-'));
}, 120_000);
afterEach(async () => {
  child?.kill('SIGKILL');
  await bed.close();
  rmSync(folder, { recursive: true });
}, 30_000);

describe(`fault: ${fault}`, () => {
  it(
    `${kills} times leaves no row out, names each bad row once, and repeats no more than was under way`,
    async () => {
      const rows = kills * ROWS_A_KILL;
      const file = join(folder, 'rows.csv');
      writeRows(file, rows);
      const recoverySeconds: number[] = [];
      const checkpoint = join(folder, 'checkpoint.json');
      for (let done = 0; done < kills; done += 1) {
        const before = textOf(checkpoint);
        const startedAt = performance.now();
        const ended = await start(file, checkpoint);
        await until('rows are acknowledged', () => textOf(checkpoint) !== before, 60_000);
        if (done > 0) recoverySeconds.push((performance.now() - startedAt) / 1000);
        await anyMoment(200);
        child?.kill('SIGKILL');
        expect(await ended()).toMatchObject({ signal: 'SIGKILL' });
      }
      const last = await (await start(file, checkpoint))();
      expect(last).toMatchObject({ code: 2 }); // some rows are bad
      const times = await timesInTopic(rows);
      const bad = badLines(`${file}.rejects.ndjson`);
      let lost = 0;
      let repeated = 0;
      for (const [n, count] of times.entries()) {
        if (isBad(n) ? count > 0 : count === 0) lost += 1;
        repeated += Math.max(0, count - 1);
      }
      const stored = times.reduce((sum, count) => sum + Math.min(1, count), 0);
      const account = { produced: rows, stored, deadLettered: bad.length, lost, duplicated: repeated };
      expect(bad).toEqual([...times.keys()].filter(isBad).map((n) => n + 2)); // behind the header, from 1
      expect(account).toMatchObject({ lost: 0, produced: stored + bad.length });
      expect(repeated).toBeLessThanOrEqual(kills * UNDER_WAY * Math.ceil(BATCH_BYTES / ROW_BYTES));
      reportRow({ fault, runs: kills, ...account, recoverySeconds });
    },
    60_000 + kills * 20_000,
  );
});

function isBad(n: number): boolean {
  return n % BAD_EVERY === 0;
}

function writeRows(file: string, rows: number): void {
  const lines = Array.from({ length: rows }, (_, n) =>
    isBad(n) ? String(n) : `${n},reading ${n} of a sensor that tells a little more`,
  );
  writeFileSync(file, `n,text\n${lines.join('\n')}\n`);
}

/** Starts `sluice produce --resume`, also the first time. Returns how to wait for its end. */
async function start(
  file: string,
  checkpoint: string,
): Promise<() => Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string }>> {
  const { kafka } = await sharedTestStack();
  const flags = ['--topic', bed.topic, '--resume', '--quiet', '--checkpoint', checkpoint];
  const batches = ['--batch-bytes', String(BATCH_BYTES), '--infer-rows', '100', '--type', 'text=string'];
  const running = spawn(process.execPath, [SLUICE, 'produce', file, ...flags, ...batches], {
    cwd: folder,
    env: { PATH: process.env['PATH'], BOOTSTRAP_SERVER: kafka.bootstrapServers },
  });
  child = running;
  let output = '';
  for (const stream of [running.stdout, running.stderr])
    stream.on('data', (chunk: Buffer) => (output += String(chunk)));
  const closed = once(running, 'close');
  return async () => {
    await closed;
    return { code: running.exitCode, signal: running.signalCode, output };
  };
}

function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function badLines(path: string): number[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => (JSON.parse(line) as { line: number }).line);
}

/** How often each row is in the topic, by its number. */
async function timesInTopic(rows: number): Promise<number[]> {
  const times = Array.from({ length: rows }, () => 0);
  for (const { partition } of await topicOffsets(bed.kafka, bed.topic)) {
    const reader = new PartitionReader(bed.kafka, bed.topic, partition);
    try {
      await reader.catchUp(
        ({ value }) => {
          const { n } = JSON.parse(String(value)) as { n: number };
          times[n] = (times[n] ?? 0) + 1;
        },
        () => undefined,
      );
    } finally {
      await reader.close();
    }
  }
  return times;
}
