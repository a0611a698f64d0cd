import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { until } from './until.js';

const ROOT = join(import.meta.dirname, '../..');
/** Many seconds on a machine that is busy. */
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;

/** An app of the suite, running from `dist` as a process of its own. */
export class AppProcess {
  /** What it wrote to its log. */
  output = '';
  exitCode: number | null | undefined;

  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {
    child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    child.on('exit', (code) => (this.exitCode = code));
  }

  /** Starts the app on a free port of the loopback and waits until it is alive. */
  static async start(
    app: 'producer' | 'consumer' | 'query',
    env: Readonly<Record<string, string>>,
  ): Promise<AppProcess> {
    const port = await freePort();
    const child = spawn(process.execPath, [join(ROOT, 'dist/apps', app, 'src/main.js')], {
      env: { PATH: process.env['PATH'], RUNTIME_HTTP_PORT: String(port), RUNTIME_LOG_FORMAT: 'json', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const running = new AppProcess(`http://127.0.0.1:${port}`, child);
    const isAlive = async (): Promise<boolean> => {
      if (running.exitCode !== undefined) throw new Error(`${app} ended at its start:\n${running.output}`);
      return (await fetch(`${running.url}/health/live`)).ok;
    };
    try {
      await until(`${app} is alive`, isAlive, START_TIMEOUT_MS);
    } catch (error) {
      await running.stop('SIGKILL'); // nobody else knows of it
      throw error;
    }
    return running;
  }

  async get<T>(path: string): Promise<T> {
    const reply = await fetch(`${this.url}${path}`);
    return (await reply.json()) as T;
  }

  /** Whether `/health/ready` says so. */
  async ready(): Promise<boolean> {
    return (await fetch(`${this.url}/health/ready`)).ok;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Sends the signal and waits for the end; returns the exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.exitCode === undefined) {
      this.child.kill(signal);
      await until(
        'the app has ended',
        () => this.exitCode !== undefined || this.child.signalCode !== null,
        STOP_TIMEOUT_MS,
      );
    }
    return this.exitCode ?? null;
  }
}

/** A port of the loopback that nobody listens at now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
