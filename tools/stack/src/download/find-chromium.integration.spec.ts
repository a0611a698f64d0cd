import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from './find-chromium.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-chromium-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program that says of itself that it is this. */
function program(says: string): string {
  const path = join(folder, says.replaceAll(/\W/g, '-'));
  writeFileSync(path, `#!/bin/sh\necho '${says}'\n`);
  chmodSync(path, 0o755);
  return path;
}

const find = (given: string) =>
  findChromium({ home: folder, notice: () => undefined, env: { SLUICE_CHROMIUM: given } });

describe('the browser that SLUICE_CHROMIUM names', () => {
  it.each(['Chromium 140.0.7339.185 built on Debian', 'Google Chrome 131.0.6778.69'])('is taken: %s', async (says) => {
    const command = program(says);
    expect(await find(command)).toEqual({ command, env: {} });
  });

  it.each([
    ['Chromium 90.0.4430.212', 'is version 90'],
    ['Mozilla Firefox 140.0', 'does not run'],
  ])('is an error where it does not do: %s', async (says, why) => {
    await expect(find(program(says))).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      message: expect.stringContaining(why),
    });
  });
});
