import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seed } from '../../apps/query/test/seed.js';
import { ExploreBed } from './bed.js';
import { FIELDS, ODD_PROPERTIES, ODD_RECORDS, ODD_ROWS, ODD_TYPES } from './odd-records.js';
import { pythonPackages } from './python-packages.js';
import { run } from './run.js';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/explore.md'), 'utf8');
const ADDRESS = 'http://127.0.0.1:3000';

/** The examples of a language, in order. */
function examples(language: string): string[] {
  return [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code = '']) => code);
}

let bed: ExploreBed;

beforeAll(async () => {
  await pythonPackages();
  bed = await ExploreBed.open();
}, 300_000);
afterAll(() => bed.close());

describe('the examples of docs/explore.md', () => {
  it('of the shell write what they say', async () => {
    const script = `sluice() { ${process.execPath} ${join(ROOT, 'bin/sluice.mjs')} "$@"; }\n${examples('sh').join('')}`;
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: bed.folder,
      env: { SLUICE_QUERY_URL: bed.url, COLUMNS: '120' },
    });
    for (const name of Object.keys(bed.rows)) expect(stdout).toContain(name);
    expect(stdout).toMatch(/weather,count,max\(temp_max\)\r\n(?:\w+,\d+,[\d.]+\r\n){5}/);
  }, 60_000);

  it('of Python run one after another, the files of the shell at hand', async () => {
    const blocks = examples('python');
    expect(blocks.length).toBeGreaterThan(6);
    const program = blocks.join('\n').replaceAll(ADDRESS, bed.url);
    expect(program).toContain(bed.url);
    const facts = {
      occupancy: 'len(occupancy)',
      weather: 'weather.num_rows',
      shuttle: 'rows',
      snow: 'len(snow)',
      wet: 'sum(row["values"]["count"] for row in wet["data"])',
      daily: 'int(daily["values.count"].sum())',
      time: 'str(occupancy.time.dtype)',
      window: 'str(daily.window.dtype)',
      parquet: 'duckdb.sql("SELECT count(*) FROM \'occupancy.parquet\'").fetchone()[0]',
    };
    const report = Object.entries(facts).map(([name, code]) => `${JSON.stringify(name)}: ${code}`);
    const file = join(bed.folder, 'page.py');
    await writeFile(file, `${program}\nprint("FACTS" + json.dumps({${report.join(', ')}}))\n`);
    const printed = await bed.python(file);
    const { rows } = bed;
    const snow = await bed.query.get<{ count: number }>('/seattle-weather/count?weather=snow');
    const where = {
      or: [
        { field: 'precipitation', op: 'gt', value: 10 },
        { field: 'weather', value: 'snow' },
      ],
    };
    const wet = await bed.query.post<{ count: number }>('/seattle-weather/count', { where });
    expect(JSON.parse(printed.slice(printed.indexOf('FACTS') + 'FACTS'.length))).toEqual({
      occupancy: rows['occupancy'],
      weather: rows['seattle-weather'],
      shuttle: rows['shuttle'],
      snow: snow.body.count,
      wet: wet.body.count,
      daily: rows['occupancy'],
      time: 'datetime64[ms, UTC]',
      window: 'datetime64[ns, UTC]',
      parquet: rows['occupancy'],
    });
    expect(snow.body.count).toBeGreaterThan(0);
  }, 60_000);
});

interface Opened {
  readonly types: Readonly<Record<string, string>>;
  readonly rows: readonly (readonly unknown[])[];
}

describe('exports, opened by pandas, pyarrow and DuckDB', () => {
  let opened: Readonly<Record<string, Opened>>;

  beforeAll(async () => {
    await seed(bed.query.connection, 'odd', ODD_RECORDS, ODD_PROPERTIES);
    const script = join(import.meta.dirname, 'check.py');
    opened = JSON.parse(await bed.python(script, `${bed.url}/v1/datasets`, bed.folder)) as typeof opened;
  }, 60_000);

  it.each(Object.keys(ODD_TYPES))('%s: types, nulls and times are those that are stored', (reader) => {
    const types = Object.fromEntries(FIELDS.map((name, i) => [name, ODD_TYPES[reader]?.[i]]));
    // In CSV both readers take an empty text as missing.
    const rows = reader.endsWith('csv')
      ? ODD_ROWS.map((row) => row.map((value) => (value === '' ? null : value)))
      : ODD_ROWS;
    expect(opened[reader]).toEqual({ types, rows });
  });

  it.each(['pandas', 'duckdb'])('%s: NDJSON has every value', (reader) => {
    const rows = opened[`${reader} ndjson`]?.rows ?? [];
    // pandas reads integers of JSON beyond 2^53 as the page says.
    const inexact = (value: unknown): unknown => (value === '9007199254740993' ? '9007199254740992' : value);
    const expected = ODD_ROWS.map((row) => row.slice(0, 5).map(reader === 'pandas' ? inexact : (value) => value));
    expect(rows.map((row) => row.slice(0, 5))).toEqual(expected);
  });

  it('has every row of a larger dataset', () => {
    expect(opened['counts']).toEqual({ pandas: bed.rows['shuttle'], duckdb: bed.rows['shuttle'] });
  });
});
