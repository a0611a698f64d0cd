import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { QueryBed } from './query-bed.js';
import { sample, seed } from './seed.js';

/** The calls of curl in docs/query.md, in order, as words. */
function examples(): string[][] {
  const page = readFileSync(new URL('../../../docs/query.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) => block);
  return blocks.flatMap((block) => {
    const calls = block.match(/^curl (?:'[^']*'|"[^"]*"|[^'"\n])*/gm) ?? [];
    return calls.map((call) =>
      [...call.replace(/ +#.*$/, '').matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
        ([, single, double, plain]) => single ?? double ?? plain ?? '',
      ),
    );
  });
}

let bed: QueryBed;

beforeAll(async () => {
  bed = await QueryBed.open();
  for (const name of ['occupancy', 'seattle-weather']) {
    const { records, properties } = await sample(name, 400);
    await seed(bed.connection, name, records, properties);
  }
});
afterAll(() => bed.close());

describe('the examples of docs/query.md', () => {
  it('are found', () => {
    expect(examples().length).toBeGreaterThan(20);
  });

  it.each(examples().map((words) => ({ call: words.join(' ').split('\n', 1)[0], words })))(
    '$call',
    async ({ words }) => {
      const after = (option: string): string | undefined =>
        words.includes(option) ? words[words.indexOf(option) + 1] : undefined;
      const url = words.find((word) => word.startsWith('$Q'))?.replace('$Q', `${bed.url}/v1/datasets`) ?? '';
      const body = after('-d');
      const leave = new AbortController();
      const reply = await fetch(url, {
        method: after('-X') ?? (body === undefined ? 'GET' : 'POST'),
        ...(body === undefined ? {} : { body, headers: { 'Content-Type': 'application/json' } }),
        signal: leave.signal,
      });
      expect(reply.ok ? '' : await reply.text()).toBe('');
      const { value } = (await reply.body?.getReader().read()) ?? { value: Buffer.from('{}') };
      expect(Buffer.from(value ?? '').toString()).not.toContain('"data":[]');
      leave.abort();
    },
  );
});
