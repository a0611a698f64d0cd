import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { testBrowser } from '@sluice/stack';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const DESK = { width: 1_280, height: 800 };
export const PHONE = { width: 390, height: 844 };

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** A browser for the suite. Close it when done. */
export class BrowserBed {
  /** What pages complained of: errors of scripts, breaches of the content security policy. */
  readonly complaints: string[] = [];

  private shared: Promise<BrowserContext> | undefined;

  private constructor(private readonly browser: Browser) {}

  static async open(): Promise<BrowserBed> {
    const { command, env } = await testBrowser();
    const browser = await chromium.launch({
      executablePath: command,
      env: { ...process.env, ...env },
      // Its own sandbox needs rights that containers and CI rarely give, and it opens nothing but this suite's pages.
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    });
    return new BrowserBed(browser);
  }

  /**
   * A page in UTC and in English, so that every machine shows the same.
   * @param options of a profile of its own; without any the page shares one, which is quicker
   */
  async page(url: string, options?: BrowserContextOptions): Promise<Page> {
    const context = await (options ? this.context(options) : (this.shared ??= this.context({})));
    const page = await context.newPage();
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('dialog', (dialog) => {
      this.complaints.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('console', (message) => {
      if (/Content.Security.Policy|TrustedHTML/i.test(message.text())) this.complaints.push(message.text());
    });
    await page.goto(url);
    return page;
  }

  private async context(options: BrowserContextOptions): Promise<BrowserContext> {
    const preset = { viewport: DESK, timezoneId: 'UTC', locale: 'en-US', reducedMotion: 'reduce' } as const;
    const context = await this.browser.newContext({ ...preset, ...options });
    context.setDefaultTimeout(10_000);
    return context;
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

/**
 * Breaches of WCAG 2.2 A and AA and of good practice that axe-core finds, contrast among them.
 * @param rules those to try; by default all
 */
export async function violationsOf(page: Page, rules?: readonly string[]): Promise<string[]> {
  const only = rules ?? ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(AXE);
  const found = await page.evaluate<Violation[]>(
    `axe.run(document, { runOnly: ${JSON.stringify(only)}, resultTypes: ['violations'] }).then((r) => r.violations)`,
  );
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html} ${failureSummary}`),
  );
}
