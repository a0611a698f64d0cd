import { randomInt } from 'node:crypto';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Below the range that systems hand out to outgoing connections, so that a stopped service finds its port again.
const FIRST = 15_000;
const LAST = 32_000;

// A service binds its ports seconds after they were chosen; until then nobody else may choose them.
const RESERVED_MS = 180_000;
const RESERVATIONS = join(tmpdir(), `sluice-ports-${process.getuid?.() ?? 'user'}`);

function reserve(port: number): boolean {
  const path = join(RESERVATIONS, String(port));
  mkdirSync(RESERVATIONS, { recursive: true });
  try {
    if (Date.now() - statSync(path).mtimeMs < RESERVED_MS) return false;
    rmSync(path, { force: true });
  } catch {
    // Nobody has asked for it yet.
  }
  try {
    writeFileSync(path, '', { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * One port for each name: the one wished for where it is free, otherwise a random free one that no other process has
 * been given in the last minutes.
 */
export async function choosePorts<Name extends string>(
  names: readonly Name[],
  wished: Readonly<Record<string, number>>,
): Promise<Record<Name, number>> {
  const chosen: Partial<Record<Name, number>> = {};
  for (const name of names) {
    let port = wished[name];
    const taken = Object.values(chosen);
    if (port === undefined || taken.includes(port) || !(await isPortFree(port))) {
      do port = randomInt(FIRST, LAST);
      while (!reserve(port) || !(await isPortFree(port)));
    }
    chosen[name] = port;
  }
  return chosen as Record<Name, number>; // the loop has set every name
}
