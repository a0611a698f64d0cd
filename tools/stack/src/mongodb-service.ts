import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { findMongod, type ProgramOptions } from './download/programs.js';
import { choosePorts } from './free-ports.js';
import type { ServiceState } from './service-state.js';

const REPLICA_SET = 'rs0';
const NOT_YET_INITIALIZED = 94;

export function mongodbUrl(ports: Readonly<Record<string, number>>): string {
  return `mongodb://127.0.0.1:${ports['mongodb']}/?replicaSet=${REPLICA_SET}&directConnection=true`;
}

/** One mongod as a replica set of its own, which transactions, change streams and majority writes need. */
export async function prepareMongodb(
  stackFolder: string,
  wished: Readonly<Record<string, number>>,
  programs: ProgramOptions,
  { mongodbCacheGB = 0.5 }: { readonly mongodbCacheGB?: number } = {},
): Promise<ServiceState> {
  const mongod = await findMongod(programs);
  const data = join(stackFolder, 'mongodb');
  mkdirSync(data, { recursive: true });
  const ports = await choosePorts(['mongodb'], wished);
  return {
    name: 'mongodb',
    version: '',
    command: mongod,
    args: [
      '--dbpath',
      data,
      '--bind_ip',
      '127.0.0.1',
      '--port',
      String(ports.mongodb),
      '--replSet',
      REPLICA_SET,
      '--wiredTigerCacheSizeGB',
      String(mongodbCacheGB),
      '--oplogSize',
      '256',
      '--nounixsocket',
    ],
    env: {},
    logFile: join(stackFolder, 'logs/mongodb.log'),
    ports,
  };
}

/** Makes the set on first use, and points it to its new port where that has changed. */
async function configureReplicaSet(admin: mongoose.mongo.Admin, host: string): Promise<void> {
  const members = [{ _id: 0, host }];
  try {
    const { config } = await admin.command({ replSetGetConfig: 1 });
    if (config.members[0].host === host) return;
    await admin.command({ replSetReconfig: { ...config, members, version: config.version + 1 }, force: true });
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoServerError) || error.code !== NOT_YET_INITIALIZED) throw error;
    await admin.command({ replSetInitiate: { _id: REPLICA_SET, members } });
  }
}

/** True once it is the primary and takes writes. */
export async function isMongodbReady({ ports }: ServiceState): Promise<boolean> {
  const host = `127.0.0.1:${ports['mongodb']}`;
  const client = new mongoose.mongo.MongoClient(`mongodb://${host}/?directConnection=true`, {
    serverSelectionTimeoutMS: 2000,
  });
  try {
    const admin = client.db('admin').admin();
    await configureReplicaSet(admin, host);
    const hello = await admin.command({ hello: 1 });
    return hello['isWritablePrimary'] === true;
  } finally {
    await client.close();
  }
}
