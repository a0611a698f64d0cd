import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase } from '@sluice/storage';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { QueryBed } from '../query-bed.js';
import { BrowserBed, PHONE, violationsOf } from './browser-bed.js';
import { MARKED_FIELD, MARKUP, seedConsole } from './console-data.js';

let bed: QueryBed;
let browser: BrowserBed;
const pages: Page[] = [];

beforeAll(async () => {
  bed = await QueryBed.open();
  const { status } = await fetch(`${bed.url}/console/`);
  if (status !== 200) throw new Error('the console is not built: npm run build');
  [browser] = await Promise.all([BrowserBed.open(), seedConsole(bed.connection)]);
});
afterEach(async () => {
  for (const page of pages.splice(0)) await page.close();
  expect(browser.complaints).toEqual([]);
});
afterAll(async () => {
  await browser?.close();
  await bed?.close();
});

async function open(hash: string, options?: BrowserContextOptions): Promise<Page> {
  const page = await browser.page(`${bed.url}/console/#${hash}`, options);
  pages.push(page);
  return page;
}

const rows = (page: Page): Locator => page.locator('.records tbody tr[data-id]');
const hashOf = (page: Page): string => decodeURIComponent(new URL(page.url()).hash);

/** Texts of a column, once the rows are those that were asked for, and as many as expected. */
async function column(page: Page, place: number, count: number): Promise<string[]> {
  await rows(page)
    .nth(count - 1)
    .waitFor();
  await rows(page).nth(count).waitFor({ state: 'detached' });
  await page.locator('.records[aria-busy="false"]').waitFor();
  return page.locator(`.records tbody tr[data-id] td:nth-child(${place})`).allTextContents();
}

async function pick(page: Page, field: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Filter by field' }).fill(field);
  await page.keyboard.press('Enter');
}

describe('the page', () => {
  it('is where a browser looks first, may be kept for ever but for its index, and runs nothing from elsewhere', async () => {
    const root = await fetch(`${bed.url}/`, { redirect: 'manual' });
    expect([root.status, root.headers.get('location')]).toEqual([302, '/console/']);
    const index = await fetch(`${bed.url}/console/`, { headers: { 'Accept-Encoding': 'br' } });
    expect(index.headers.get('cache-control')).toBe('no-cache');
    expect(index.headers.get('content-encoding')).toBe('br');
    const policy = index.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    const html = await index.text();
    const script = /src="(assets\/main-[^"]+\.js)"/.exec(html)?.[1] ?? '';
    const asset = await fetch(`${bed.url}/console/${script}`);
    expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    expect(html).not.toMatch(/https?:/);
    expect((await fetch(`${bed.url}/console/../package.json`)).status).toBe(404);
    expect((await fetch(`${bed.url}/console/assets/nothing.js`)).status).toBe(404);
  });

  it('lists datasets with counts, and shows the first one', async () => {
    const page = await open('/');
    const entry = page.getByRole('navigation', { name: 'Datasets' }).getByRole('link', { name: /^weather/ });
    expect(await entry.textContent()).toContain('1,461');
    await page.getByRole('heading', { name: 'empty', level: 1 }).waitFor();
    await page.getByRole('heading', { name: 'No records here' }).waitFor();
    await entry.click();
    await page.getByRole('heading', { name: 'weather', level: 1 }).waitFor();
    await rows(page).first().waitFor();
  });

  it.each([
    'records?limit=10',
    'chart',
    'profile?correlations=true',
    'live',
    'records?limit=10&record=numbers%230%23119',
  ])('of %s is accessible in both themes and on a phone', async (view) => {
    const dataset = view.includes('numbers') ? 'numbers' : 'weather';
    const page = await open(`/${dataset}/${view}`);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('.records tr[data-id], .u-over, .bars, .empty').first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await violationsOf(page, ['color-contrast'])).toEqual([]);
    await page.setViewportSize(PHONE);
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(PHONE.width);
  });

  it('keeps a chosen theme', async () => {
    const page = await open('/weather/records', { colorScheme: 'light' });
    const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const light = await ground();
    await page.getByRole('button', { name: /^Theme/ }).click();
    await page.getByRole('button', { name: /^Theme/ }).click();
    await page.locator('html[data-theme="dark"]').waitFor();
    const dark = await ground();
    expect(dark).not.toBe(light);
    await page.reload();
    expect(await ground()).toBe(dark);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('button', { name: /^Theme/ }).click();
    await page.locator('html:not([data-theme])').waitFor();
    expect(await ground()).toBe(dark);
    await page.getByRole('button', { name: /^Theme/ }).click();
    await page.locator('html[data-theme="light"]').waitFor();
    expect(await ground()).toBe(light);
  });
});

describe('records', () => {
  it('are filtered by what fits the type of a field, by keyboard alone', async () => {
    const page = await open('/weather/records');
    await rows(page).first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('weat');
    await page.keyboard.press('Enter');
    expect(await page.getByLabel('Operator').locator('option').allTextContents()).toContain('contains');
    await page.keyboard.press('Tab');
    await page.keyboard.type('snow');
    await page.keyboard.press('Enter');
    await page.getByText('26 of 1,461 records').waitFor();
    expect(hashOf(page)).toContain('weather[eq]=snow');
    expect(new Set(await column(page, 6, 26))).toEqual(new Set(['snow']));
    await page.goBack();
    await page.getByText('1,461 records').waitFor();
  });

  it('are sorted by a click, by several with shift', async () => {
    const page = await open('/numbers/records');
    await page.getByRole('button', { name: 'text' }).click();
    await page.getByRole('button', { name: 'n', exact: true }).click({ modifiers: ['Shift'] });
    await page.getByRole('button', { name: 'n', exact: true }).click({ modifiers: ['Shift'] });
    await page.waitForURL(/sort=text,-n/);
    await page.locator('.records[aria-busy="false"]').waitFor();
    expect((await column(page, 2, 50)).slice(0, 3)).toEqual(['118', '116', '114']);
    expect(await page.getByRole('columnheader', { name: 'n', exact: true }).getAttribute('aria-sort')).toBe(
      'descending',
    );
  });

  it('come in pages, forth and back, each with an address', async () => {
    const page = await open('/numbers/records?sort=n');
    expect((await column(page, 2, 50))[0]).toBe('0');
    await page.keyboard.press('n');
    await page.getByText('51 – 100').waitFor();
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByText('101 – 120').waitFor();
    expect(await column(page, 2, 20)).toEqual(Array.from({ length: 20 }, (_, i) => String(100 + i)));
    const address = page.url();
    await page.keyboard.press('p');
    await page.getByText('51 – 100').waitFor();
    expect((await column(page, 2, 50))[0]).toBe('50');
    const again = await open(new URL(address).hash.slice(1));
    expect((await column(again, 2, 20))[0]).toBe('100');
    await again.getByText('20 further records').waitFor();
    await again.getByRole('button', { name: 'Previous page' }).click();
    await again.getByText('50 further records').waitFor();
    expect((await column(again, 2, 50))[0]).toBe('50');
    await again.keyboard.press('p');
    await again.getByText('1 – 50').waitFor();
    expect((await column(again, 2, 50))[0]).toBe('0');
    expect(await again.getByRole('button', { name: 'Previous page' }).isDisabled()).toBe(true);
    await again.keyboard.press('n');
    await again.getByText('51 – 100').waitFor();
    await again.getByRole('button', { name: 'First page' }).click();
    await again.getByText('1 – 50').waitFor();
  });

  it('tell null from missing, and integers with every digit', async () => {
    const page = await open('/numbers/records?fields=n,some,place.x&sort=n&limit=25');
    expect((await column(page, 2, 25)).slice(0, 8)).toEqual(['·', '0.25', '0.5', '0.75', '1', '1.25', '1.5', 'null']);
    expect((await column(page, 3, 25)).slice(0, 2)).toEqual(['0', '1']);
  });

  it('open beside the table, and j, k and Escape work', async () => {
    const page = await open('/numbers/records?sort=n');
    await rows(page).first().waitFor();
    for (const key of ['j', 'j', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    const drawer = page.getByRole('complementary', { name: 'Record numbers#0#2' });
    await drawer.getByText('even').waitFor();
    await page.keyboard.press('k');
    await page.getByRole('complementary', { name: 'Record numbers#0#1' }).getByText('odd').waitFor();
    await page.getByRole('button', { name: 'JSON', exact: true }).click();
    expect(await page.locator('pre.json').textContent()).toContain('"place": {\n    "x": 1,');
    await page.keyboard.press('Escape');
    await page.getByRole('complementary').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement?.getAttribute("data-id")')).toBe('numbers#0#1');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Only records with this text' }).click();
    await page.getByText('60 of 120 records').waitFor();
  });

  it('hold objects whose parts are fields to find, to show and to filter by', async () => {
    const page = await open('/nested/records?sort=n');
    await pick(page, 'city');
    expect(await page.getByLabel('Operator').locator('option').allTextContents()).toContain('contains');
    await page.getByLabel('Value').fill('Zürich');
    await page.keyboard.press('Enter');
    await page.getByText('2 of 4 records').waitFor();
    await rows(page).first().click();
    await page.getByRole('button', { name: 'Only records with this place.lat' }).click();
    await page.getByText('1 of 4 records').waitFor();
    await page.goto(`${bed.url}/console/#/nested/chart?y=place.lat&by=place.city`);
    await page.locator('.readout-line').getByText('Münster').waitFor();
    expect(await page.getByLabel('Groups').locator('option').allTextContents()).toContain('place.city');
  });

  it('that nothing matches say so in every view, and lead back to all', async () => {
    for (const view of ['records', 'profile']) {
      const page = await open(`/weather/${view}?weather[eq]=hail`);
      await page.getByRole('heading', { name: 'No record holds to these filters' }).waitFor();
      expect(await page.locator('.pages, .field-card').count()).toBe(0);
      await page.getByRole('button', { name: 'Show all records' }).click();
      await page.locator('.records tr[data-id], .field-card').first().waitFor();
    }
    const chart = await open('/weather/chart?weather[eq]=hail');
    await chart.getByText('No record that holds to the filters has both').waitFor();
    await chart.getByRole('button', { name: 'Without filters' }).click();
    await chart.locator('.u-over').waitFor();
  });

  it('of a dataset that there is not lead to one that has nearly its name', async () => {
    const page = await open('/wether/records');
    await page.getByRole('alert').getByRole('link', { name: 'Open weather' }).click();
    await page.getByText('1,461 records').waitFor();
  });

  it('of a thousand columns show the first ones, and those that are chosen', async () => {
    const page = await open('/wide/records');
    await rows(page).first().waitFor();
    expect(await page.locator('.records thead th[scope]').count()).toBe(12);
    await page.keyboard.press('c');
    const dialog = page.getByRole('dialog', { name: 'Columns' });
    await dialog.getByRole('button', { name: 'None' }).click();
    await dialog.getByRole('searchbox').fill('f99');
    await dialog.getByRole('button', { name: 'All of these' }).click();
    await dialog.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/fields=f990,f991/);
    expect(await column(page, 10, 2)).toEqual(['999', '999']);
  });

  it('leave as files with the same filters', async () => {
    const page = await open('/weather/records?weather[eq]=snow&sort=date');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByLabel(/only the 6 columns/).check();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /^CSV/ }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('weather.csv');
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    const lines = Buffer.concat(chunks).toString().trim().split(/\r?\n/);
    expect([lines.length, lines[0]]).toEqual([27, 'date,precipitation,temp_max,temp_min,wind,weather']);
  });

  it('say where a filter is wrong, and mend a field that nearly exists', async () => {
    const page = await open('/weather/records?wether[eq]=snow');
    await page.getByRole('alert').getByRole('button', { name: 'Use weather' }).click();
    await page.getByText('26 of 1,461 records').waitFor();
    await pick(page, 'wind');
    await page.getByLabel('Operator').selectOption('gte');
    await page.getByLabel('Value').fill('strong');
    await page.keyboard.press('Enter');
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toContain('wind[gte] takes a number');
    await page.getByRole('button', { name: 'wind ≥ strong' }).click();
    await page.getByLabel('Value').fill('5');
    await page.getByRole('button', { name: 'Change' }).click();
    await alert.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'wind ≥ 5' }).waitFor();
  });

  it('that hold markup show it as text, in every view', async () => {
    const page = await open('/hostile/records?record=hostile%230%230');
    const drawer = page.getByRole('complementary');
    await drawer.getByText(MARKUP, { exact: true }).first().waitFor();
    await drawer.getByRole('button', { name: 'JSON', exact: true }).click();
    await drawer.getByText(/"<i>"/).waitFor();
    await page.getByRole('columnheader', { name: MARKED_FIELD }).waitFor();
    await page.goto(`${bed.url}/console/#/hostile/profile`);
    await page.getByRole('heading', { name: MARKED_FIELD }).waitFor();
    await page.goto(`${bed.url}/console/#/hostile/chart?by=${encodeURIComponent(MARKED_FIELD)}&measure=count`);
    await page.locator('.readout-line').getByText(MARKUP).waitFor();
    await page.goto(
      `${bed.url}/console/#/${encodeURIComponent(MARKUP)}/records?${encodeURIComponent(MARKED_FIELD)}[eq]=1`,
    );
    await page.getByRole('heading', { name: MARKUP, level: 1 }).waitFor();
    expect(await page.locator('img, main script, main b, main i').count()).toBe(0);
  });
});

describe('a chart', () => {
  it('draws windows, zooms where somebody draws over it, and back', async () => {
    const page = await open('/weather/chart?y=temp_max');
    const over = page.locator('.u-over');
    await over.waitFor();
    await page.getByLabel('Window').getByText('auto (week)').waitFor({ state: 'attached' });
    const box = await over.boundingBox();
    if (!box) throw new Error('the chart has no place');
    await page.mouse.move(box.x + box.width * 0.25, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 90, { steps: 4 });
    await page.mouse.up();
    // What is under the pointer is told in place of the count.
    await page.mouse.move(0, 0);
    await page.waitForURL(/from=201[23].*timeField=date/);
    await page.getByLabel('Window').getByText('auto (day)').waitFor({ state: 'attached' });
    await page.getByText(/^36\d records$/).waitFor();
    await page.getByRole('img', { name: /Chart of temp_max/ }).focus();
    await page.keyboard.press('0');
    await page.getByText('1,461 records').waitFor();
    await page.goBack();
    await page.getByText(/^36\d records$/).waitFor();
  });

  it('tells its values as a table, by groups', async () => {
    const page = await open('/weather/chart?y=temp_max&measure=max&by=weather&window=year');
    await page.getByText('Values', { exact: true }).click();
    const table = page.locator('.chart-table table');
    const head = await table.locator('thead th').allTextContents();
    expect(head).toEqual(['time', 'rain', 'sun', 'fog', 'drizzle', 'snow']);
    expect((await table.locator('tbody tr').first().locator('td').allTextContents())[1]).toBe('34.4');
    const box = await table.boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 1e9)).toBeLessThanOrEqual(800);
  });

  it('says that nobody answers, and goes on once somebody does', async () => {
    const page = await open('/weather/records');
    await rows(page).first().waitFor();
    await page.route('**/profile?*', (route) => route.abort());
    await page.keyboard.press('2');
    await page.getByRole('alert').getByText('The server cannot be reached.').waitFor();
    expect(await page.locator('.skeleton').count()).toBe(0);
    await page.unroute('**/profile?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.u-over').waitFor();
  });

  it('says why there is nothing to draw', async () => {
    const page = await open('/weather/chart?from=1999-01-01&to=1999-02-01&timeField=date');
    await page.getByRole('heading', { name: 'Nothing to draw' }).waitFor();
  });
});

describe('a profile', () => {
  it('narrows the records to a bar, or to a value', async () => {
    const page = await open('/weather/profile');
    await page.getByRole('button', { name: /^snow/ }).click();
    await page.getByText('Of 26 records').waitFor();
    const bars = page.getByRole('slider', { name: /Histogram of temp_max/ });
    await bars.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.waitForURL(/temp_max\[gte\]=-?[\d.]+&temp_max\[lt\]=/);
    expect(await violationsOf(page)).toEqual([]);
  });

  it('of a thousand fields comes in parts', async () => {
    const page = await open('/wide/profile');
    await page.locator('.figures').nth(11).waitFor();
    expect(await page.locator('.field-card').count()).toBe(12);
    await page.getByRole('button', { name: /^Show 12 more/ }).click();
    await page.locator('.figures').nth(23).waitFor();
    await page.getByRole('searchbox', { name: 'Find a field' }).fill('f777');
    await page.getByRole('heading', { name: 'f777' }).waitFor();
    expect(await page.locator('.field-card').count()).toBe(1);
  });
});

describe('the live view', () => {
  let next = 1;
  const store = async (count: number): Promise<void> => {
    const records = (await openDatabase(bed.connection, 'testing')).collection<{ _id: string }>('live');
    await records.insertMany(
      Array.from({ length: count }, () => ({ _id: `live#0#${next}`, _ts: new Date(), n: next++ })),
    );
  };

  it('shows records as they come, holds them while it is paused, and misses none while it is away', async () => {
    // A profile of its own, to be taken offline.
    const page = await open('/live/live?n[gte]=1', {});
    const state = page.locator('.live-state');
    await state.getByText('Live', { exact: true }).waitFor();
    await store(3);
    expect(await column(page, 2, 3)).toEqual(['3', '2', '1']);
    await page.keyboard.press('Space');
    await state.getByText('Paused').waitFor();
    await store(2);
    await page.getByRole('button', { name: 'Show 2 new' }).click();
    expect(await column(page, 2, 5)).toEqual(['5', '4', '3', '2', '1']);
    await page.context().setOffline(true);
    // A stream that is open stays open for the browser; the server ends it.
    bed.app.getHttpServer().closeAllConnections();
    await state.getByText('Connection lost').waitFor();
    await store(2);
    await page.context().setOffline(false);
    expect((await column(page, 2, 7)).slice(0, 3)).toEqual(['7', '6', '5']);
  });

  it('of a chart draws what comes, by windows and by groups, without drawing all of it anew', async () => {
    await store(1);
    const page = await open('/live/chart?y=n&window=1s&n[gte]=1');
    const note = page.locator('.readout-time');
    const records = async (): Promise<number> =>
      Number(/^[\d,]+/.exec((await note.textContent()) ?? '')?.[0].replace(',', ''));
    await page.getByText(/^\d+ records$/).waitFor();
    const before = await records();
    await page.getByRole('checkbox', { name: 'live' }).check();
    await page.waitForURL(/follow=true/);
    await page.getByText(`${before} records · live`).waitFor();
    await page.evaluate('document.querySelector(".u-over").id = "first"');
    await store(3);
    await page.getByText(`${before + 3} records · live`).waitFor();
    expect(await page.locator('.u-over').getAttribute('id')).toBe('first');
    expect(await page.getByRole('button', { name: 'Read again' }).count()).toBe(0);
    await page.getByLabel('Groups').selectOption('n');
    await store(1);
    await page.getByText(`${before + 4} records · live`).waitFor();
    await page.getByLabel('Measure').selectOption('raw');
    await page.locator('.chart-place[aria-busy="false"]').waitFor();
    await page.getByText(`${before + 4} records`, { exact: true }).waitFor();
  });

  it('leads to the records of the last hour', async () => {
    await store(1);
    const page = await open('/live/records?sort=-n');
    await page.getByRole('button', { name: 'Time range: All time' }).click();
    await page.getByRole('button', { name: '1 h', exact: true }).click();
    await page.waitForURL(/from=20\d\d-[^&]+Z(?!.*to=)/);
    await page.getByText(`${next - 1} of ${next} records`).waitFor();
  });

  it('holds no more than it says', async () => {
    const page = await open('/live/live');
    await page.locator('.live-state').getByText('Live', { exact: true }).waitFor();
    await store(700);
    await page.getByText('700 received').waitFor();
    expect(await rows(page).count()).toBe(200);
  });
});
