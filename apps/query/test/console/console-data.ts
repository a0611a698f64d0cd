import type { MongoConnection } from '@sluice/storage';
import { sample, seed } from '../seed.js';

export const MARKUP = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
export const MARKED_FIELD = '<b onclick=alert(3)>bold</b>';

const WIDE = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`f${String(i).padStart(3, '0')}`, i]));

/** The datasets that the console is tried on: real ones, and those that break pages. */
export async function seedConsole(connection: MongoConnection): Promise<void> {
  const weather = await sample('seattle-weather', 1_461);
  await seed(connection, 'weather', weather.records, {
    ...weather.properties,
    date: { type: 'string', format: 'date' },
  });
  await seed(
    connection,
    'numbers',
    Array.from({ length: 120 }, (_, i) => numbered(i)),
  );
  await seed(connection, 'wide', [WIDE, { ...WIDE, f000: 7 }]);
  await seed(connection, 'hostile', [
    { [MARKED_FIELD]: MARKUP, plain: MARKUP, nested: { '<i>': [MARKUP] } },
    { plain: 'javascript:alert(4)', [MARKED_FIELD]: '"><svg onload=alert(5)>' },
  ]);
  await seed(
    connection,
    'nested',
    Array.from({ length: 4 }, (_, i) => ({ n: i, place: { city: i % 2 === 0 ? 'Münster' : 'Zürich', lat: 51.5 + i } })),
    {
      n: { type: 'integer' },
      place: { type: 'object', properties: { city: { type: 'string' }, lat: { type: 'number' } } },
    },
  );
  await seed(connection, 'live', [{ n: 0 }]);
  await seed(connection, 'empty', []);
}

/** Records with a null, a missing field and an integer beyond 2^53 among them. */
function numbered(i: number): Record<string, unknown> {
  return {
    n: i,
    text: i % 2 === 0 ? 'even' : 'odd',
    ...(i % 10 === 0 ? {} : { some: i % 7 === 0 ? null : i / 4 }),
    place: { x: i, y: [1, 2] },
    long: i === 119 ? 'x'.repeat(2_000) : 'short',
  };
}
