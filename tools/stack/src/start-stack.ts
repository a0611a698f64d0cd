import { SluiceError } from '@sluice/contracts';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ProgramOptions } from './download/programs.js';
import { withFileLock } from './file-lock.js';
import { prepareKafka } from './kafka-service.js';
import { prepareMongodb } from './mongodb-service.js';
import { endProcesses, identityOf, isAlive, type ProcessIdentity } from './process-identity.js';
import { prepareRegistry } from './registry-service.js';
import {
  loadService,
  saveService,
  SERVICE_NAMES,
  type ServiceName,
  serviceNames,
  type ServiceState,
  writeWhole,
} from './service-state.js';
import { Stack } from './stack.js';
import { stackHome } from './stack-home.js';
import { watchStack } from './watchdog.js';

export interface StackOptions {
  /** Names the stack and its folder; without it the stack is a temporary one, removed when it stops. */
  readonly name?: string;
  /** The stack's folder; otherwise `<home>/stacks/<name>`. */
  readonly dataDir?: string;
  /** Otherwise all. */
  readonly services?: readonly ServiceName[];
  /** Ports wished for; one that is taken is replaced by a free one. */
  readonly ports?: { readonly kafka?: number; readonly registry?: number; readonly mongodb?: number };
  /** The services outlive this process. Otherwise they end with it, however it ends. */
  readonly isDetached?: boolean;
  /** Progress for people, such as "downloading kafka 4.1.0"; otherwise standard error. */
  readonly notice?: (text: string) => void;
}

interface StackOwner {
  readonly isTemporary: boolean;
  /** Absent for a detached stack. */
  readonly owner?: ProcessIdentity;
}

const PORT_NAMES = { kafka: 'plaintext', registry: 'http', mongodb: 'mongodb' } as const;
const PREPARE = { kafka: prepareKafka, registry: prepareRegistry, mongodb: prepareMongodb } as const;
const NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;

let temporaryCount = 0;

export function stackFolder(name: string): string {
  if (!NAME.test(name)) {
    throw new SluiceError('STACK_FAILED', `naming a stack "${name}": use letters, digits, dot, dash and underscore`);
  }
  return join(stackHome(), 'stacks', name);
}

function readOwner(folder: string): StackOwner | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'stack.json'), 'utf8')) as StackOwner; // written whole below
  } catch {
    return undefined;
  }
}

/** Ends what a crashed run left behind. */
async function endLeftovers(folder: string): Promise<void> {
  const states = serviceNames(folder).map((name) => loadService(folder, name));
  const alive = states.map((state) => state?.process).filter((one): one is ProcessIdentity => !!one && isAlive(one));
  await endProcesses(alive, 10_000);
}

/** Temporary stacks whose owner and watchdog both died, for example in a power cut. */
async function sweepTemporary(): Promise<void> {
  const parent = join(stackHome(), 'stacks');
  for (const name of existsSync(parent) ? readdirSync(parent) : []) {
    const folder = join(parent, name);
    const record = readOwner(folder);
    if (record?.isTemporary !== true || (record.owner !== undefined && isAlive(record.owner))) continue;
    await endLeftovers(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startServices(stack: Stack, options: StackOptions): Promise<void> {
  const wanted = SERVICE_NAMES.filter((name) => options.services?.includes(name) ?? true);
  const notice = options.notice ?? ((text: string) => void process.stderr.write(`${text}\n`));
  const programs: ProgramOptions = { home: stackHome(), notice, env: process.env };
  await Promise.all(
    wanted.map(async (name) => {
      const given = options.ports?.[name];
      const wished = { ...loadService(stack.folder, name)?.ports, ...(given && { [PORT_NAMES[name]]: given }) };
      const state: ServiceState = await PREPARE[name](stack.folder, wished, programs);
      saveService(stack.folder, state);
      await stack[name].start();
    }),
  );
}

async function startIn(folder: string, name: string, options: StackOptions): Promise<Stack> {
  const isTemporary = options.name === undefined && options.dataDir === undefined;
  const running = new Stack(name, folder);
  if (running.isRunning && options.isDetached === true) return running;
  const previous = readOwner(folder);
  if (previous?.owner !== undefined && isAlive(previous.owner) && running.isRunning) {
    throw new SluiceError('STACK_FAILED', `starting stack ${name}: process ${previous.owner.pid} runs it already`);
  }
  await endLeftovers(folder);
  const owner = options.isDetached === true ? undefined : identityOf(process.pid);
  const record: StackOwner = { isTemporary, ...(owner === undefined ? {} : { owner }) };
  writeWhole(join(folder, 'stack.json'), JSON.stringify(record));
  const release = options.isDetached === true ? undefined : await watchStack(folder, isTemporary);
  const stack = new Stack(name, folder, async () => {
    if (isTemporary) rmSync(folder, { recursive: true, force: true });
    await release?.();
  });
  try {
    await startServices(stack, options);
  } catch (error) {
    await stack.stop();
    throw error;
  }
  return stack;
}

/**
 * Starts real services on loopback and resolves when all of them answer. Programs that are missing are downloaded
 * first. A named stack keeps its data and, where they are still free, its ports; what a crashed run of the same name
 * left behind is ended first. A detached stack that runs already is returned as it is.
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const name = options.name ?? `temporary-${process.pid}-${Date.now().toString(36)}-${temporaryCount++}`;
  const folder = options.dataDir === undefined ? stackFolder(name) : resolve(options.dataDir);
  return withFileLock(`${folder}.lock`, async () => {
    if (options.name === undefined) await withFileLock(join(stackHome(), 'sweep.lock'), sweepTemporary);
    return startIn(folder, name, options);
  });
}

/** The stacks in the home folder. */
export function listStacks(): Stack[] {
  const parent = join(stackHome(), 'stacks');
  const names = existsSync(parent) ? readdirSync(parent) : [];
  return names.filter((name) => readOwner(join(parent, name))).map((name) => new Stack(name, join(parent, name)));
}
