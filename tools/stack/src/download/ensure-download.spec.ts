import { SluiceError } from '@sluice/contracts';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PinnedDownload } from './download-lock.js';
import { ensureDownload } from './ensure-download.js';
import type { Fetcher } from './fetchers.js';

const GOOD = 'what was pinned';
const pin: PinnedDownload = {
  source: 'maven',
  version: '1.2.3',
  files: { 'a.jar': createHash('sha256').update(GOOD).digest('hex') },
};

describe('ensureDownload', () => {
  let home: string;
  let notices: string[];
  let repeats: boolean[];

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'sluice-download-'));
    notices = [];
    repeats = [];
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const options = () => ({ home, notice: (text: string) => void notices.push(text) });

  /** Each fetch brings the next content, nothing, or fails. */
  function serving(...contents: (string | Error | undefined)[]): Fetcher {
    return async (_pin, folder, { isRepeat }) => {
      const content = contents[repeats.length];
      repeats.push(isRepeat);
      if (content instanceof Error) throw content;
      if (content !== undefined) writeFileSync(join(folder, 'a.jar'), content);
    };
  }

  it('fetches once and is content with what it has from then on', async () => {
    const folder = await ensureDownload('kafka', options(), pin, serving(GOOD));
    expect(await ensureDownload('kafka', options(), pin, serving())).toBe(folder);
    expect(repeats).toEqual([false]);
  });

  it('notices a broken download and repeats it without caches', async () => {
    const folder = await ensureDownload('kafka', options(), pin, serving('half of wh', GOOD));
    expect(readFileSync(join(folder, 'a.jar'), 'utf8')).toBe(GOOD);
    expect(repeats).toEqual([false, true]);
    expect(notices).toContain('downloading kafka 1.2.3: a.jar has another digest');
  });

  it('repeats a download that failed on the way', async () => {
    const failure = new SluiceError('DOWNLOAD_FAILED', 'downloading kafka: connection reset');
    const folder = await ensureDownload('kafka', options(), pin, serving(failure, GOOD));
    expect(readFileSync(join(folder, 'a.jar'), 'utf8')).toBe(GOOD);
    expect(repeats).toEqual([false, true]);
    expect(notices).toContain(failure.message);
  });

  it('does not repeat what cannot succeed: a tool is missing, or nobody waits any more', async () => {
    const missing = new SluiceError('TOOL_MISSING', 'looking for Maven');
    await expect(ensureDownload('kafka', options(), pin, serving(missing, GOOD))).rejects.toBe(missing);
    const failure = new SluiceError('DOWNLOAD_FAILED', 'downloading kafka: it was ended');
    const aborted = { ...options(), signal: AbortSignal.abort() };
    repeats = [];
    await expect(ensureDownload('kafka', aborted, pin, serving(failure, GOOD))).rejects.toBe(failure);
    expect(repeats).toEqual([false]);
    expect(existsSync(join(home, 'downloads/kafka-1.2.3.partial'))).toBe(false);
  });

  it('gives up after the second broken download and leaves nothing behind that could be used', async () => {
    await expect(ensureDownload('kafka', options(), pin, serving('bad', undefined))).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: expect.stringContaining('a.jar is missing'),
    });
    expect(existsSync(join(home, 'downloads/kafka-1.2.3'))).toBe(false);
    expect(existsSync(join(home, 'downloads/kafka-1.2.3.partial'))).toBe(false);
  });

  it('fetches again what was damaged on disk', async () => {
    const folder = await ensureDownload('kafka', options(), pin, serving(GOOD));
    writeFileSync(join(folder, 'a.jar'), 'damaged');
    await ensureDownload('kafka', options(), pin, serving(undefined, GOOD));
    expect(readFileSync(join(folder, 'a.jar'), 'utf8')).toBe(GOOD);
    expect(notices).toContain('kafka 1.2.3 on disk is broken');
  });

  it('reads again, and does not fetch, what was copied from elsewhere', async () => {
    const folder = await ensureDownload('kafka', options(), pin, serving(GOOD));
    utimesSync(join(folder, 'a.jar'), 1, 1);
    expect(await ensureDownload('kafka', options(), pin, serving())).toBe(folder);
    expect(repeats).toHaveLength(1);
  });

  it('starts over where a killed run left a part', async () => {
    const partial = join(home, 'downloads/kafka-1.2.3.partial');
    mkdirSync(partial, { recursive: true });
    writeFileSync(join(partial, 'rest'), 'of an earlier run');
    const folder = await ensureDownload('kafka', options(), pin, serving(GOOD));
    expect(existsSync(join(folder, 'rest'))).toBe(false);
  });

  it('fetches once for all who ask at the same time', async () => {
    const fetch = serving(GOOD);
    await Promise.all([1, 2, 3].map(() => ensureDownload('kafka', options(), pin, fetch)));
    expect(repeats).toHaveLength(1);
  });

  it('does not use files whose preparation failed', async () => {
    const prepare = () => Promise.reject(new Error('disk full'));
    await expect(ensureDownload('kafka', { ...options(), prepare }, pin, serving(GOOD))).rejects.toThrow('disk full');
    expect(existsSync(join(home, 'downloads/kafka-1.2.3'))).toBe(false);
  });
});
