import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientCertificate } from './client-certificate.js';
import { readCredentials } from './credentials.js';
import { isKafkaReady } from './kafka-probe.js';
import { isMongodbReady, mongodbUrl } from './mongodb-service.js';
import { endProcesses, identityOf, type ProcessIdentity } from './process-identity.js';
import { isRegistryReady, registryUrl } from './registry-service.js';
import { type Probe, ServiceHandle } from './service-handle.js';
import {
  isService,
  loadService,
  memberNames,
  saveService,
  SERVICE_NAMES,
  type ServiceName,
  serviceNames,
  type ServiceState,
} from './service-state.js';

// More than an app gives itself for what is in flight.
const STOP_GRACE_MS = 30_000;

/** Where one listener of the broker is reached and how a client signs in; absent means: not needed there. */
export interface KafkaListener {
  /** `127.0.0.1:port` */
  readonly address: string;
  readonly user?: string;
  readonly password?: string;
  /** PEM file of the authority to trust. */
  readonly caFile?: string;
  readonly client?: ClientCertificate;
}

export interface KafkaListeners {
  readonly plaintext: KafkaListener;
  /** SASL PLAIN without TLS. */
  readonly saslPlain: Required<Omit<KafkaListener, 'caFile' | 'client'>>;
  /** SCRAM-SHA-256 or SCRAM-SHA-512 without TLS. */
  readonly saslScram: Required<Omit<KafkaListener, 'caFile' | 'client'>>;
  /** TLS without sign-in. */
  readonly tls: Required<Omit<KafkaListener, 'user' | 'password' | 'client'>>;
  /** TLS with SASL PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512. */
  readonly saslSsl: Required<Omit<KafkaListener, 'client'>>;
  /** TLS in which the client proves by a certificate who it is. */
  readonly mutualTls: Required<Omit<KafkaListener, 'user' | 'password'>>;
  /** TLS with SASL OAUTHBEARER, where the stack was asked for it. */
  readonly oauth?: Required<Omit<KafkaListener, 'user' | 'password' | 'client'>>;
}

const PROBES: Readonly<Record<ServiceName, Probe>> = {
  kafka: isKafkaReady,
  registry: isRegistryReady,
  mongodb: isMongodbReady,
};

export class KafkaHandle extends ServiceHandle {
  /** The plaintext listeners of all brokers, as `host:port`, with commas between them. */
  get bootstrapServers(): string {
    const states = memberNames(this.stackFolder, 'kafka').map((name) => loadService(this.stackFolder, name)!);
    return states.map(({ ports }) => `127.0.0.1:${ports['plaintext']}`).join(',');
  }

  /** Of the first broker. */
  get listeners(): KafkaListeners {
    const { ports } = this.state;
    const { user, password, caFile, client } = readCredentials(this.stackFolder);
    const address = (name: keyof KafkaListeners): string => `127.0.0.1:${ports[name]}`;
    return {
      plaintext: { address: address('plaintext') },
      saslPlain: { address: address('saslPlain'), user, password },
      saslScram: { address: address('saslScram'), user, password },
      tls: { address: address('tls'), caFile },
      saslSsl: { address: address('saslSsl'), user, password, caFile },
      mutualTls: { address: address('mutualTls'), caFile, client },
      ...(ports['oauth'] === undefined ? {} : { oauth: { address: address('oauth'), caFile } }),
    };
  }

  constructor(private readonly stackFolder: string) {
    super('kafka', stackFolder, PROBES.kafka);
  }
}

export class RegistryHandle extends ServiceHandle {
  /** Base URL of Confluent's API, ending in /apis/ccompat/v7. */
  get url(): string {
    return registryUrl(this.state.ports);
  }
}

export class MongodbHandle extends ServiceHandle {
  get url(): string {
    return mongodbUrl(this.state.ports);
  }
}

/** What `sluice up` and tests pass on to other processes; {@link attachStack} makes a stack of it again. */
export interface StackSummary {
  readonly name: string;
  readonly folder: string;
  readonly kafka?: { readonly bootstrapServers: string; readonly listeners: KafkaListeners };
  readonly registry?: { readonly url: string };
  readonly mongodb?: { readonly url: string };
}

/** The services of one stack, whoever started them. A service that the stack was not asked for throws on use. */
export class Stack {
  readonly kafka: KafkaHandle;
  readonly registry: RegistryHandle;
  readonly mongodb: MongodbHandle;

  constructor(
    readonly name: string,
    /** Holds data, logs, credentials and the state of the services. */
    readonly folder: string,
    private readonly onStopped: () => Promise<void> = async () => {},
  ) {
    this.kafka = new KafkaHandle(folder);
    this.registry = new RegistryHandle('registry', folder, PROBES.registry);
    this.mongodb = new MongodbHandle('mongodb', folder, PROBES.mongodb);
  }

  /** The services this stack has, running or not. */
  get services(): ServiceHandle[] {
    return SERVICE_NAMES.filter((name) => loadService(this.folder, name) !== undefined).map((name) => this[name]);
  }

  /** The processes of a service: one, or those of a cluster, the first of which is the service's own handle. */
  members(service: ServiceName): ServiceHandle[] {
    const [first, ...others] = memberNames(this.folder, service);
    const further = others.map((name) => new ServiceHandle(name, this.folder, PROBES[service]));
    return first === undefined ? [] : [this[service], ...further];
  }

  /** The processes of all services. */
  get processes(): ServiceHandle[] {
    return SERVICE_NAMES.flatMap((service) => this.members(service));
  }

  get isRunning(): boolean {
    const { processes } = this;
    return processes.length > 0 && processes.every((one) => one.isRunning);
  }

  /** What {@link run} has started in this folder, by this process or another. */
  get apps(): ServiceHandle[] {
    const names = serviceNames(this.folder).filter((name) => !isService(name));
    return names.map((name) => new ServiceHandle(name, this.folder, async () => true));
  }

  /** Starts a further process that belongs to the stack: it is stopped before the services, and ends with its owner. */
  async run(app: Omit<ServiceState, 'logFile' | 'process'>, probe: Probe): Promise<ServiceHandle> {
    saveService(this.folder, { ...app, logFile: join(this.folder, 'logs', `${app.name}.log`) });
    const handle = new ServiceHandle(app.name, this.folder, probe);
    await handle.start();
    return handle;
  }

  /** Lets a child process that runs for a while end with the stack, like an app. */
  adopt(name: string, pid: number): void {
    const identity = identityOf(pid);
    if (identity === undefined) return;
    saveService(this.folder, {
      name,
      version: '',
      command: '',
      args: [],
      env: {},
      logFile: '',
      ports: {},
      process: identity,
    });
  }

  summary(): StackSummary {
    const has = new Set(this.services.map(({ name }) => name));
    const { bootstrapServers, listeners } = has.has('kafka') ? this.kafka : {};
    return {
      name: this.name,
      folder: this.folder,
      ...(bootstrapServers === undefined || listeners === undefined ? {} : { kafka: { bootstrapServers, listeners } }),
      ...(has.has('registry') ? { registry: { url: this.registry.url } } : {}),
      ...(has.has('mongodb') ? { mongodb: { url: this.mongodb.url } } : {}),
    };
  }

  /** Stops apps, then services, and resolves when no process is left; data stays unless the stack was a temporary one. */
  async stop(): Promise<void> {
    for (const group of [this.apps, this.processes]) {
      const alive = group.map((service) => service.process).filter((one): one is ProcessIdentity => one !== undefined);
      await endProcesses(alive, STOP_GRACE_MS);
    }
    await this.onStopped();
  }

  /** Removes data, logs and credentials of a stopped stack. */
  remove(): void {
    rmSync(join(this.folder), { recursive: true, force: true });
  }
}

/** A stack that another process started, by its summary. Stopping it is that process's business. */
export function attachStack(summary: Pick<StackSummary, 'name' | 'folder'>): Stack {
  return new Stack(summary.name, summary.folder);
}
