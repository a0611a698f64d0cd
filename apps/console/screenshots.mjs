// Takes the pictures of docs/images from a running `make demo` or `make up`: node apps/console/screenshots.mjs [url]
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';

const [base = 'http://127.0.0.1:3000'] = process.argv.slice(2);
const folder = join(resolve(import.meta.dirname, '../..'), 'docs/images');
const [DESK, PHONE] = [
  { width: 1280, height: 760 },
  { width: 390, height: 780 },
];
const VIEWS = [
  {
    name: 'records-light',
    colorScheme: 'light',
    viewport: DESK,
    hash: '/seattle-weather/records?weather[eq]=rain&sort=-precipitation',
    ready: '.records tr[data-id]',
  },
  {
    name: 'records-dark',
    colorScheme: 'dark',
    viewport: DESK,
    hash: '/seattle-weather/records?weather[eq]=rain&sort=-precipitation',
    ready: '.records tr[data-id]',
  },
  { name: 'chart-light', colorScheme: 'light', viewport: DESK, hash: '/occupancy/chart?y=V1,V2', ready: '.u-over' },
  {
    name: 'chart-dark',
    colorScheme: 'dark',
    viewport: DESK,
    hash: '/seattle-weather/chart?y=temp_max',
    ready: '.u-over',
  },
  { name: 'profile-light', colorScheme: 'light', viewport: DESK, hash: '/seattle-weather/profile', ready: '.figures' },
  {
    name: 'profile-dark',
    colorScheme: 'dark',
    viewport: DESK,
    hash: '/shuttle/profile?correlations=true',
    ready: '.figures',
  },
  {
    name: 'phone-records',
    colorScheme: 'light',
    viewport: PHONE,
    hash: '/seattle-weather/records?weather[eq]=rain&sort=-precipitation',
    ready: '.records tr[data-id]',
  },
  {
    name: 'phone-chart',
    colorScheme: 'dark',
    viewport: PHONE,
    hash: '/seattle-weather/chart?y=temp_max',
    ready: '.u-over',
  },
  { name: 'phone-profile', colorScheme: 'light', viewport: PHONE, hash: '/seattle-weather/profile', ready: '.figures' },
];

const named = process.env.SLUICE_CHROMIUM;
const found = spawnSync('sh', ['-c', 'command -v chromium chromium-browser google-chrome'], { encoding: 'utf8' });
const executablePath = named || found.stdout.split('\n')[0];
if (!executablePath) throw new Error('looking for Chromium: install one, or name it in SLUICE_CHROMIUM');
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
for (const { name, colorScheme, viewport, hash, ready } of VIEWS) {
  const context = await browser.newContext({ colorScheme, viewport, timezoneId: 'UTC', reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(`${base}/console/#${hash}`);
  await page.locator(ready).first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.evaluate('document.fonts.ready');
  await page.screenshot({ path: join(folder, `console-${name}.png`) });
  await context.close();
}
await browser.close();
