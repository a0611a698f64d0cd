import { listStacks, type Stack } from '@sluice/stack';

const SYSTEM = 'up';
const USUAL = 'http://127.0.0.1:3000';

/** Where the query app is, as far as no flag tells: what the environment says, what `sluice up` or `demo` runs, or the usual place. */
export function queryUrl(): string {
  const named = process.env['SLUICE_QUERY_URL'];
  if (named) return named;
  const running = listStacks().toSorted((a, b) => Number(b.name === SYSTEM) - Number(a.name === SYSTEM));
  const url = running.map(urlIn).find((found) => found !== undefined) ?? USUAL;
  if (url !== USUAL) process.stderr.write(`Using the system that runs here, its query app at ${url}.\n`);
  return url;
}

function urlIn({ apps }: Stack): string | undefined {
  const app = apps.find(({ name, isRunning }) => name === 'query' && isRunning);
  const port = app?.state.ports['http'];
  return port === undefined ? undefined : `http://127.0.0.1:${port}`;
}
