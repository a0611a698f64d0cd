import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { AppProcess } from '../support/app-process.js';
import { until } from '../support/until.js';

export interface ListedLetter {
  readonly partition: number;
  readonly offset: number;
  readonly state: string;
  readonly code: string;
  readonly stage: string;
  readonly replays: number;
  readonly origin: { readonly topic: string; readonly partition: number; readonly offset: number };
}

export interface Page {
  readonly letters: ListedLetter[];
  readonly next: string | null;
}

/** The dead letters of a connector, as its consumer answers for them. */
export class Letters {
  constructor(
    readonly consumer: AppProcess,
    readonly connector: string,
  ) {}

  get path(): string {
    return `/v1/connectors/${this.connector}/dead-letters`;
  }

  list(query = ''): Promise<Page> {
    return this.consumer.get<Page>(`${this.path}${query}`);
  }

  async waitFor(count: number): Promise<ListedLetter[]> {
    let letters: ListedLetter[] = [];
    await until(`there are ${count} dead letters`, async () => {
      ({ letters } = await this.list('?limit=100'));
      return letters.length === count;
    });
    return letters;
  }

  async post(route: 'replay' | 'discard', body: object): Promise<{ status: number; body: Record<string, unknown> }> {
    const reply = await fetch(`${this.consumer.url}${this.path}/${route}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
  }

  /** Runs `sluice dead-letters …` as built. */
  async sluice(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const program = join(import.meta.dirname, '../../bin/sluice.mjs');
    const child = spawn(process.execPath, [program, 'dead-letters', ...args, '--url', this.consumer.url], {
      env: { PATH: process.env['PATH'] },
    });
    const text = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()));
    await once(child, 'close');
    return { code: child.exitCode, ...text };
  }
}
