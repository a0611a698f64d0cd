import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApiKey } from '@sluice/runtime';
import { openDatabase } from '@sluice/storage';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QueryBed } from '../query-bed.js';
import { seed } from '../seed.js';
import { BrowserBed, violationsOf } from './browser-bed.js';

const reader = createApiKey('reader', 'reader', ['given']);
let folder: string;
let bed: QueryBed;
let browser: BrowserBed;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-console-'));
  const keys = join(folder, 'keys.json');
  writeFileSync(keys, JSON.stringify({ keys: [reader.entry] }));
  bed = await QueryBed.open({}, { RUNTIME_HTTP_API_KEYS_PATH: keys });
  browser = await BrowserBed.open();
  for (const name of ['given', 'kept']) await seed(bed.connection, name, [{ n: 1 }]);
});
afterAll(async () => {
  await browser?.close();
  await bed?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('where callers identify themselves', () => {
  it('the page comes without a key, and nothing else of it', async () => {
    const statuses = await Promise.all(
      ['/', '/console/', '/v1/datasets', '/docs', '/console/../v1/datasets', '/console/..%2fv1/datasets'].map(
        async (path) => (await fetch(`${bed.url}${path}`)).status,
      ),
    );
    expect(statuses.slice(0, 5)).toEqual([200, 200, 401, 401, 401]);
    expect([401, 403, 404]).toContain(statuses[5]);
  });

  it('somebody signs in for this tab, sees what the key was given, live too, and signs out', async () => {
    const page = await browser.page(`${bed.url}/console/#/given/live`);
    const key = page.getByLabel('API key or JWT');
    await key.waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await key.fill('slk_wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('the key is not known').waitFor();
    await key.fill(reader.key);
    await page.keyboard.press('Enter');
    await page.locator('.live-state').getByText('Live', { exact: true }).waitFor();
    const records = (await openDatabase(bed.connection, 'testing')).collection<{ _id: string }>('given');
    await records.insertOne({ _id: 'given#0#7', _ts: new Date(), n: 7 } as { _id: string });
    await page.locator('.records tr[data-id]').getByText('7', { exact: true }).waitFor();
    expect(await page.locator('.dataset-name').allTextContents()).toEqual(['given']);

    await page.reload();
    await page.locator('.live-state').getByText('Live', { exact: true }).waitFor();
    expect(page.url()).not.toContain(reader.key);
    expect(await page.evaluate<string>('JSON.stringify(localStorage)')).not.toContain(reader.key);

    await page.goto(`${bed.url}/console/#/kept/records`);
    await page
      .getByRole('alert')
      .getByText(/was not given "kept"/)
      .waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await key.waitFor();
    expect(await page.evaluate<number>('sessionStorage.length')).toBe(0);
    expect(browser.complaints).toEqual([]);
  });
});
