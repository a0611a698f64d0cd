import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SluiceError } from '@sluice/contracts';
import { type Bed, DATABASE } from '../bed.js';
import type { DatasetName } from '../datasets.js';

/** What a contender is asked to do: store a topic, from its beginning, in a collection. */
export interface Job {
  readonly dataset: DatasetName;
  readonly topic: string;
  readonly collection: string;
  /** A consumer group that nobody used before. */
  readonly group: string;
  readonly records: number;
}

export interface Contender {
  readonly name: string;
  readonly what: string;
  /** Stores one record at a time and is stopped early. */
  readonly isSlow?: true;
  /** Fetches what it needs; a SluiceError says why it cannot take part on this machine. */
  readonly prepare: (bed: Bed) => Promise<void>;
  /** Starts a process that stores until it is stopped. */
  readonly start: (bed: Bed, job: Job) => Promise<RunningContender>;
}

const STOP_TIMEOUT_MS = 15_000;
const LOG_LINES = 15;
let started = 0;

/** The process of a contender; it ends with the stack at the latest. */
export class RunningContender {
  private constructor(
    private readonly child: ChildProcess,
    private readonly logFile: string,
  ) {}

  static async spawn(
    bed: Bed,
    name: string,
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<RunningContender> {
    const id = `${name}-${(started += 1)}`;
    const logFile = join(bed.scratch, `${id}.log`);
    const log = openSync(logFile, 'w');
    const child = spawn(command, args, {
      cwd: bed.scratch,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    await once(child, 'spawn').catch((cause: unknown) => {
      throw new SluiceError('TOOL_MISSING', `starting ${name}: ${command} does not run`, { cause });
    });
    bed.stack.adopt(id, child.pid ?? 0);
    return new RunningContender(child, logFile);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** The end of its log where it has ended. */
  get trouble(): string | undefined {
    return this.hasEnded ? `it ended:\n${this.logTail()}` : undefined;
  }

  logTail(): string {
    return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-LOG_LINES).join('\n');
  }

  /** Lines of its log, where that is JSON, with a level of warning or worse. */
  complaints(): string[] {
    const lines = readFileSync(this.logFile, 'utf8').split('\n');
    return lines.filter((line) => /"level":(?:"(?:warn|error|fatal)"|[456]0)/.test(line));
  }

  /** Resolves when it has ended by itself; the exit code. */
  async ended(): Promise<number | null> {
    if (!this.hasEnded) await once(this.child, 'exit');
    return this.child.exitCode;
  }

  /** Asks it to stop, and kills it after a while. */
  async stop(): Promise<void> {
    if (this.hasEnded) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await gone;
    clearTimeout(timer);
  }
}

/** The job as the environment of the programs in bench/python and bench/src/programs. */
export function jobEnv(bed: Bed, job: Job): Record<string, string> {
  return {
    BENCH_KAFKA: bed.stack.kafka.bootstrapServers,
    BENCH_MONGODB: bed.stack.mongodb.url,
    BENCH_DATABASE: DATABASE,
    BENCH_DATASET: job.dataset,
    BENCH_TOPIC: job.topic,
    BENCH_COLLECTION: job.collection,
    BENCH_GROUP: job.group,
    BENCH_RECORDS: String(job.records),
  };
}
