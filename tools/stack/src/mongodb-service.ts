import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { findMongod, type ProgramOptions } from './download/programs.js';
import { choosePorts } from './free-ports.js';
import { memberName, type ServiceState } from './service-state.js';

const REPLICA_SET = 'rs0';
const NOT_YET_INITIALIZED = 94;

export interface MongodbOptions {
  /** Memory for the cache of each mongod, GB; otherwise half a gigabyte. */
  readonly mongodbCacheGB?: number;
  /** Members of the replica set; otherwise one. */
  readonly mongodbMembers?: number;
  /** Folder for the data of the first member; otherwise within the stack's. */
  readonly mongodbData?: string;
  /** Command line that mongod's own is appended to, such as `nsenter …`; it must become mongod (exec). */
  readonly mongodbLauncher?: readonly [command: string, ...args: string[]];
}

/** The members of a replica set, by the ports of its first one. */
function hostsOf(ports: Readonly<Record<string, number>>): string[] {
  return Object.values(ports).map((port) => `127.0.0.1:${port}`);
}

export function mongodbUrl(ports: Readonly<Record<string, number>>): string {
  const hosts = hostsOf(ports);
  const direct = hosts.length === 1 ? '&directConnection=true' : '';
  return `mongodb://${hosts.join(',')}/?replicaSet=${REPLICA_SET}${direct}`;
}

/**
 * A replica set, by default of one mongod, which transactions, change streams and majority writes need. The ports of
 * the first member tell those of all.
 */
export async function prepareMongodb(
  stackFolder: string,
  wished: Readonly<Record<string, number>>,
  programs: ProgramOptions,
  { mongodbCacheGB = 0.5, mongodbMembers = 1, mongodbData, mongodbLauncher }: MongodbOptions = {},
): Promise<ServiceState[]> {
  const [command, ...before] = [...(mongodbLauncher ?? []), await findMongod(programs)];
  const names = Array.from({ length: mongodbMembers }, (_, i) => memberName('mongodb', i + 1));
  const ports = await choosePorts(names, wished);
  return Object.entries(ports).map(([name, port], i) => {
    const data = i === 0 && mongodbData !== undefined ? mongodbData : join(stackFolder, name);
    mkdirSync(data, { recursive: true });
    const args = [
      '--dbpath',
      data,
      '--bind_ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--replSet',
      REPLICA_SET,
      '--wiredTigerCacheSizeGB',
      String(mongodbCacheGB),
      '--oplogSize',
      '256',
      '--nounixsocket',
    ];
    return {
      name,
      version: '',
      command,
      args: [...before, ...args],
      env: {},
      logFile: join(stackFolder, `logs/${name}.log`),
      ports: i === 0 ? ports : { mongodb: port },
    };
  });
}

/** Makes the set on first use, and points it to its new ports where they have changed. */
async function configureReplicaSet(admin: mongoose.mongo.Admin, hosts: readonly string[]): Promise<void> {
  const members = hosts.map((host, _id) => ({ _id, host }));
  try {
    const { config } = await admin.command({ replSetGetConfig: 1 });
    const known: readonly { host: string }[] = config.members;
    if (known.map(({ host }) => host).join() === hosts.join()) return;
    await admin.command({ replSetReconfig: { ...config, members, version: config.version + 1 }, force: true });
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoServerError) || error.code !== NOT_YET_INITIALIZED) throw error;
    await admin.command({ replSetInitiate: { _id: REPLICA_SET, members } });
  }
}

/** True once it takes writes, or follows another member that does. */
export async function isMongodbReady({ name, ports }: ServiceState): Promise<boolean> {
  const host = `127.0.0.1:${ports['mongodb']}`;
  const client = new mongoose.mongo.MongoClient(`mongodb://${host}/?directConnection=true`, {
    serverSelectionTimeoutMS: 2000,
  });
  try {
    const admin = client.db('admin').admin();
    if (name === 'mongodb') await configureReplicaSet(admin, hostsOf(ports));
    const hello = await admin.command({ hello: 1 });
    // a member that was just elected names itself before it takes writes
    const follows = hello['secondary'] === true && ![undefined, hello['me']].includes(hello['primary']);
    return hello['isWritablePrimary'] === true || follows;
  } finally {
    await client.close();
  }
}
