import { SluiceError } from '@sluice/contracts';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ProgramOptions } from './download/programs.js';
import { withFileLock } from './file-lock.js';
import { type KafkaOptions, prepareKafka } from './kafka-service.js';
import { type MongodbOptions, prepareMongodb } from './mongodb-service.js';
import { endProcesses, identityOf, isAlive, type ProcessIdentity } from './process-identity.js';
import { prepareRegistry } from './registry-service.js';
import {
  forgetService,
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

export interface StackOptions extends KafkaOptions, MongodbOptions {
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
  /** Absent for a detached stack. */
  readonly owner?: ProcessIdentity;
}

/** What watchdog.mjs writes for a stack that it will remove: a stack of which neither lives is nobody's any more. */
interface Watched {
  readonly owner: ProcessIdentity;
  readonly watchdog: ProcessIdentity;
}

const PORT_NAMES = { kafka: 'plaintext', registry: 'http', mongodb: 'mongodb' } as const;

/** Says how to start a service: its one process, or each of a cluster. */
type Prepare = (
  stackFolder: string,
  wished: Readonly<Record<string, number>>,
  programs: ProgramOptions,
  options: StackOptions,
) => Promise<ServiceState | readonly ServiceState[]>;

const PREPARE: Readonly<Record<ServiceName, Prepare>> = {
  kafka: prepareKafka,
  registry: prepareRegistry,
  mongodb: prepareMongodb,
};
const NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;

let temporaryCount = 0;

export function stackFolder(name: string): string {
  if (!NAME.test(name)) {
    throw new SluiceError('STACK_FAILED', `naming a stack "${name}": use letters, digits, dot, dash and underscore`);
  }
  return join(stackHome(), 'stacks', name);
}

function readRecord<T>(folder: string, file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, file), 'utf8')) as T; // of our own making, written whole
  } catch {
    return undefined;
  }
}

function readOwner(folder: string): StackOwner | undefined {
  return readRecord(folder, 'stack.json');
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
    const watched = readRecord<Watched>(folder, 'watched.json');
    if (watched === undefined || isAlive(watched.owner) || isAlive(watched.watchdog)) continue;
    await endLeftovers(folder);
    for (const path of [folder, `${folder}.lock`, `${folder}.shared.lock`])
      rmSync(path, { recursive: true, force: true });
  }
}

/** Rejects with the first failure, once no other service is being started any more. */
async function startServices(stack: Stack, wanted: readonly ServiceName[], options: StackOptions): Promise<void> {
  const notice = options.notice ?? ((text: string) => void process.stderr.write(`${text}\n`));
  const failed = new AbortController();
  const programs: ProgramOptions = { home: stackHome(), notice, env: process.env, signal: failed.signal };
  const startOne = async (name: ServiceName): Promise<void> => {
    const given = options.ports?.[name];
    const wished = { ...loadService(stack.folder, name)?.ports, ...(given && { [PORT_NAMES[name]]: given }) };
    const states = [await PREPARE[name](stack.folder, wished, programs, options)].flat();
    if (failed.signal.aborted) return;
    forgetService(stack.folder, name);
    for (const state of states) saveService(stack.folder, state);
    // Members of a cluster answer only when enough of them run.
    await Promise.all(stack.members(name).map((member) => member.start()));
  };
  await Promise.all(wanted.map((name) => startOne(name).catch((error: unknown) => failed.abort(error))));
  if (failed.signal.aborted) throw failed.signal.reason;
}

/** Makes a detached stack that runs whole: what is asked for beyond it is started, and all of it answers. */
async function complete(stack: Stack, wanted: readonly ServiceName[], options: StackOptions): Promise<Stack> {
  const running = new Set(stack.services.map(({ name }) => name));
  await Promise.all(stack.processes.map((one) => one.start()));
  const missing = wanted.filter((name) => !running.has(name));
  if (missing.length > 0) await startServices(stack, missing, options);
  return stack;
}

async function startIn(folder: string, name: string, options: StackOptions): Promise<Stack> {
  const isTemporary = options.name === undefined && options.dataDir === undefined;
  const wanted = SERVICE_NAMES.filter((name) => options.services?.includes(name) ?? true);
  const running = new Stack(name, folder);
  if (running.isRunning && options.isDetached === true) return complete(running, wanted, options);
  const previous = readOwner(folder);
  if (previous?.owner !== undefined && isAlive(previous.owner) && running.services.some((one) => one.isRunning)) {
    throw new SluiceError('STACK_FAILED', `starting stack ${name}: process ${previous.owner.pid} runs it already`);
  }
  await endLeftovers(folder);
  const owner = options.isDetached === true ? undefined : identityOf(process.pid);
  const record: StackOwner = owner === undefined ? {} : { owner };
  writeWhole(join(folder, 'stack.json'), JSON.stringify(record));
  for (const other of SERVICE_NAMES) if (!wanted.includes(other)) forgetService(folder, other);
  const release = options.isDetached === true ? undefined : await watchStack(folder, isTemporary);
  const stack = new Stack(name, folder, async () => {
    if (isTemporary) rmSync(folder, { recursive: true, force: true });
    await release?.();
  });
  try {
    await startServices(stack, wanted, options);
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
