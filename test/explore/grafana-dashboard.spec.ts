import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { QueryBed } from '../../apps/query/test/query-bed.js';
import { sample, seed } from '../../apps/query/test/seed.js';

interface Column {
  readonly selector: string;
  readonly text: string;
  readonly type: 'string' | 'number' | 'timestamp' | 'timestamp_epoch';
}

interface Target {
  readonly type: string;
  readonly parser: string;
  readonly url: string;
  readonly url_options: { readonly method: string; readonly params: readonly { key: string; value: string }[] };
  readonly root_selector: string;
  readonly columns: readonly Column[];
}

interface Dashboard {
  readonly time: { readonly from: string; readonly to: string };
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly current: { readonly value: string } }[];
  };
  readonly panels: readonly {
    readonly title: string;
    readonly datasource: { readonly uid: string; readonly type: string };
    readonly targets: readonly Target[];
  }[];
}

const FOLDER = join(import.meta.dirname, '../../docker/grafana');
const dashboard = JSON.parse(readFileSync(join(FOLDER, 'dashboards/occupancy.json'), 'utf8')) as Dashboard;
const provisioned = parse(readFileSync(join(FOLDER, 'datasources/sluice.yaml'), 'utf8')) as {
  datasources: { uid: string; type: string }[];
};

/** What Grafana and the data source put in the place of names, with what the dashboard begins with. */
function filledIn(text: string): string {
  const { time, templating } = dashboard;
  const values = new Map([
    ['__timeFrom:date:iso', time.from],
    ['__timeTo:date:iso', time.to],
    ...templating.list.map(({ name, current }): [string, string] => [name, current.value]),
  ]);
  return text.replaceAll(/\$\{([^}]*)\}/g, (whole, name: string) => values.get(name) ?? whole);
}

/** A path of the data source's backend parser: members and places, parted by dots. */
function at(value: unknown, path: string): unknown {
  if (path === '') return value;
  return path
    .split('.')
    .reduce<unknown>((found, name) => (found as Record<string, unknown> | undefined)?.[name], value);
}

const IS: Readonly<Record<Column['type'], (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  timestamp: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  timestamp_epoch: (value) => typeof value === 'number' && value > Date.UTC(2015, 0, 1),
};

let bed: QueryBed;

beforeAll(async () => {
  bed = await QueryBed.open();
  for (const name of ['occupancy', 'seattle-weather']) {
    const { records, properties } = await sample(name, 100_000);
    await seed(bed.connection, name, records, properties);
  }
});
afterAll(() => bed.close());

describe('the Grafana dashboard of the sample data', () => {
  it('asks the data source that is provisioned, and has a panel of each kind of answer', () => {
    const [{ uid, type } = { uid: '', type: '' }] = provisioned.datasources;
    for (const panel of dashboard.panels) expect(panel.datasource).toEqual({ uid, type });
    const routes = dashboard.panels.flatMap(({ targets }) => targets.map(({ url }) => url.split('/').at(-1)));
    expect(new Set(routes)).toEqual(new Set(['count', 'aggregate', 'series', 'records']));
  });

  it.each(dashboard.panels.flatMap(({ title, targets }) => targets.map((target) => ({ title, target }))))(
    '$title: its query is answered, with every column in every row',
    async ({ target }) => {
      expect(target).toMatchObject({ type: 'json', parser: 'backend', url_options: { method: 'GET' } });
      const params = target.url_options.params.map(({ key, value }): [string, string] => [key, filledIn(value)]);
      const reply = await fetch(`${bed.url}${target.url}?${new URLSearchParams(params).toString()}`);
      const text = await reply.text();
      expect(reply.ok ? '' : text).toBe('');
      const root = at(JSON.parse(text), target.root_selector);
      const rows = Array.isArray(root) ? (root as unknown[]) : [root];
      expect(rows.length).toBeGreaterThan(0);
      expect(target.columns.length).toBeGreaterThan(0);
      for (const { selector, type } of target.columns) {
        expect(rows.map((row) => at(row, selector)).filter((value) => !IS[type](value))).toEqual([]);
      }
    },
  );
});
