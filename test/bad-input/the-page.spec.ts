import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { outcomeOf } from './input-case.js';
import { SETTINGS } from './settings.js';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = 'test/bad-input';
const TABLES = `${FOLDER}/bad-records.spec.ts`;

interface Row {
  readonly input: string;
  readonly outcome: string;
  readonly test: string;
}

/** Rows of the tables whose third column is a test. */
function rowsOfThePage(): Row[] {
  const lines = readFileSync(join(ROOT, 'docs/bad-input.md'), 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [, input, outcome, test] = line.split('|').map((cell) => cell.trim());
    const file = /^`(.+\.spec\.ts)`$/.exec(test ?? '')?.[1];
    return input === undefined || outcome === undefined || file === undefined ? [] : [{ input, outcome, test: file }];
  });
}

/** Titles of the tests of a file that stand in it word for word. */
function titlesIn(file: string): string[] {
  const source = readFileSync(join(ROOT, file), 'utf8');
  return [...source.matchAll(/\bit(?:\.each\(.*\))?\(\s*(['"])(.+?)\1/g)].map(([, , title]) => title!);
}

describe('docs/bad-input.md', () => {
  const rows = rowsOfThePage();

  it('holds every case of the tables, with its outcome', () => {
    const cases = SETTINGS.flatMap(({ cases: all }) =>
      all.map((one) => ({ input: one.input, outcome: outcomeOf(one) })),
    );
    const told = rows.filter(({ test }) => test === TABLES).map(({ input, outcome }) => ({ input, outcome }));
    expect(told).toEqual(cases);
  });

  it('names for every other row a test of that title', () => {
    for (const { input, test } of rows.filter((row) => row.test !== TABLES)) expect(titlesIn(test)).toContain(input);
  });

  it('leaves out no other test of bad input', () => {
    const files = readdirSync(join(ROOT, FOLDER)).map((name) => `${FOLDER}/${name}`);
    const others = files.filter((file) => file.endsWith('.spec.ts') && file !== TABLES && !file.includes('the-page'));
    const told = rows.map(({ input }) => input);
    for (const file of others) for (const title of titlesIn(file)) expect(told).toContain(title);
    expect(others.length).toBeGreaterThan(0);
  });
});
