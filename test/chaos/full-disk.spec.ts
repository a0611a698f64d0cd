import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Stack } from '@sluice/stack';
import { until } from '../support/until.js';
import { SmallDisk } from './small-disk.js';
import { survive } from './survive.js';

const FAULT = 'disk of mongod full, enlarged after 10 s';
/** Three journal files of 100 MB and some data. */
const DISK_MB = 600;
const MORE_MB = 400;
const HELD_MS = 10_000;

let disk: SmallDisk;

/** How often mongod has told that the disk is full. */
function refusals({ mongodb }: Stack): number {
  return readFileSync(mongodb.state.logFile, 'utf8').split('No space left on device').length;
}

const unavailable = SmallDisk.unavailable();
const describeIfOffered = unavailable === undefined ? describe : describe.skip;

describeIfOffered(unavailable === undefined ? 'a small disk' : `a small disk, skipped: ${unavailable}`, () => {
  beforeEach(async () => void (disk = await SmallDisk.mount(DISK_MB)));
  afterEach(() => disk.close());

  it('takes nothing more once it is full, and more once it is enlarged', () => {
    disk.fill();
    expect(disk.freeBytes()).toBe(0);
    disk.enlarge(MORE_MB);
    expect(disk.freeBytes()).toBe(MORE_MB * 1024 * 1024);
  });

  survive({
    fault: FAULT,
    runs: [0, 2],
    options: () => ({ stack: { mongodbData: disk.folder, mongodbLauncher: disk.launcher } }),
    secondsARun: 180,
    inflict: async ({ stack, bed }) => {
      const told = refusals(stack);
      disk.fill();
      // What mongod does once a minute by itself.
      const flush = bed.mongo.db('admin').command({ fsync: 1 });
      flush.catch(() => undefined);
      await until('mongod finds the disk full', () => refusals(stack) > told, 120_000);
      await pause(HELD_MS);
      disk.enlarge(MORE_MB);
      await stack.mongodb.start();
    },
  });
});
