import { SluiceError } from '@sluice/contracts';
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { endProcesses, identityOf, isAlive, type ProcessIdentity, signal } from './process-identity.js';
import { loadService, saveService, type ServiceState } from './service-state.js';

const READY_TIMEOUT_MS = 120_000;
const POLL_MS = 50;
const GRACE_MS = 15_000;
const LOG_LINES = 20;

/** Resolves true once the service answers; false or a rejection means "not yet". */
export type Probe = (state: ServiceState) => Promise<boolean>;

function environmentOf({ env, withheld = [] }: ServiceState): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !withheld.includes(name.split('_')[0] ?? ''));
  return { ...Object.fromEntries(inherited), ...env };
}

/** One running service of a stack, for tests that make it fail. Works from any process that knows the stack's folder. */
export class ServiceHandle {
  constructor(
    readonly name: string,
    private readonly folder: string,
    private readonly probe: Probe,
  ) {}

  get state(): ServiceState {
    const state = loadService(this.folder, this.name);
    if (state === undefined) throw new SluiceError('STACK_FAILED', `looking for ${this.name}: the stack has none`);
    return state;
  }

  get process(): ProcessIdentity | undefined {
    const { process: identity } = this.state;
    return identity !== undefined && isAlive(identity) ? identity : undefined;
  }

  get isRunning(): boolean {
    return this.process !== undefined;
  }

  /** The last lines of its log. */
  logTail(lines = LOG_LINES): string {
    const { logFile } = this.state;
    if (!existsSync(logFile)) return '';
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  }

  /** Starts it unless it runs, and resolves when it answers. */
  async start(): Promise<void> {
    if (!this.isRunning) await this.spawn();
    await this.untilReady();
  }

  /** Asks it to stop, as an operator would, and resolves when it has; killed after 15 s. */
  async stop(): Promise<void> {
    const { process: identity } = this;
    if (identity !== undefined) await endProcesses([identity], GRACE_MS);
  }

  /** Ends it without warning and resolves when it is gone. Its data and ports stay. */
  async kill(name: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { process: identity } = this;
    if (identity === undefined) return;
    signal(identity, name);
    while (isAlive(identity)) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }

  /** Stops its clock: connections stay open and nothing is answered. */
  pause(): void {
    const { process: identity } = this;
    if (identity !== undefined) signal(identity, 'SIGSTOP');
  }

  resume(): void {
    const { process: identity } = this;
    if (identity !== undefined) signal(identity, 'SIGCONT');
  }

  /** Stops it in order if it runs, starts it on the same ports and data, and resolves when it answers. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  private async spawn(): Promise<void> {
    const { state } = this;
    mkdirSync(dirname(state.logFile), { recursive: true });
    const log = openSync(state.logFile, 'a');
    const child = spawn(state.command, state.args, {
      // Its own process group: Ctrl-C in a terminal is for the owner, who stops the services in order.
      detached: true,
      stdio: ['ignore', log, log],
      cwd: this.folder,
      env: environmentOf(state),
    });
    closeSync(log);
    const identity = child.pid === undefined ? undefined : identityOf(child.pid);
    if (identity !== undefined) saveService(this.folder, { ...state, process: identity });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (cause) =>
        reject(new SluiceError('STACK_FAILED', `starting ${this.name}: ${cause.message}`, { cause })),
      );
    });
    child.unref();
  }

  private async untilReady(): Promise<void> {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (!(await this.probe(this.state).catch(() => false))) {
      if (!this.isRunning) throw this.failure('it ended while starting');
      if (Date.now() > deadline) throw this.failure(`it did not answer within ${READY_TIMEOUT_MS / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  private failure(what: string): SluiceError {
    return new SluiceError('STACK_FAILED', `starting ${this.name}: ${what}; its log ends with\n${this.logTail()}\n`);
  }
}
