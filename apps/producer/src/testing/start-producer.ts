import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface RunningProducer {
  readonly url: string;
  /** Ends it as Kubernetes does. @returns its exit code */
  stop(): Promise<number | null>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server has one
  server.close();
  await once(server, 'close');
  return port;
}

/** Runs the producer app as a process of its own. Within jest it cannot: jest does not `require` ES modules. */
export async function startProducer(env: Readonly<Record<string, string>>): Promise<RunningProducer> {
  const port = await freePort();
  const child = spawn(process.execPath, [join(import.meta.dirname, 'producer.mjs')], {
    env: { PATH: process.env['PATH'], RUNTIME_HTTP_PORT: String(port), ...env },
  });
  let text = '';
  const ended = once(child, 'close');
  await new Promise<void>((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      text += chunk.toString();
      if (text.includes('listening on')) resolve();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('close', () => reject(new Error(`the producer did not start: ${text}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      return child.exitCode;
    },
  };
}
