import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the range that systems hand out to outgoing connections, so that a stopped service finds its port again.
const FIRST = 15_000;
const LAST = 32_000;

export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** One port for each name: the one wished for where it is free, otherwise a random free one. */
export async function choosePorts<Name extends string>(
  names: readonly Name[],
  wished: Readonly<Record<string, number>>,
): Promise<Record<Name, number>> {
  const chosen: Partial<Record<Name, number>> = {};
  const taken = new Set<number>();
  for (const name of names) {
    let port = wished[name] ?? randomInt(FIRST, LAST);
    while (taken.has(port) || !(await isPortFree(port))) port = randomInt(FIRST, LAST);
    taken.add(port);
    chosen[name] = port;
  }
  return chosen as Record<Name, number>; // the loop has set every name
}
