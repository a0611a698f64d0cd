import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import mongoose from 'mongoose';
import type { ClientCertificate } from './client-certificate.js';
import { ensureCredentials } from './credentials.js';
import { findMongod } from './download/programs.js';
import { choosePorts } from './free-ports.js';
import type { Stack } from './stack.js';
import { stackHome } from './stack-home.js';

const REPLICA_SET = 'rs0';
const ADMIN = 'admin';
const ALREADY_INITIALIZED = 23;

/** A mongod that lets in over TLS only, and known users only, with what their roles allow. */
export interface SecureMongodb {
  /** `127.0.0.1:port` */
  readonly host: string;
  /** PEM file of the authority to trust. */
  readonly caFile: string;
  /** A certificate of that authority; its name is no user yet. */
  readonly client: ClientCertificate;
  /** Connection string of a user that may do anything. */
  readonly adminUrl: string;
}

/** Options of a connection string to {@link SecureMongodb}, after `?`. */
function tlsOptions(caFile: string): string {
  return `directConnection=true&tls=true&tlsCAFile=${encodeURIComponent(caFile)}`;
}

/** Adds such a mongod to a stack, with which it ends. It is a replica set of its own, with one user. */
export async function startSecureMongodb(stack: Stack): Promise<SecureMongodb> {
  const { keystoreFile, caFile, client, password } = await ensureCredentials(stack.folder);
  const folder = join(stack.folder, 'secure-mongodb');
  const keyFile = join(folder, 'members.key');
  mkdirSync(join(folder, 'data'), { recursive: true });
  writeFileSync(keyFile, randomBytes(96).toString('base64'), { mode: 0o600 });
  const ports = await choosePorts(['mongodb'], {});
  const host = `127.0.0.1:${ports.mongodb}`;
  const notice = (text: string): void => void process.stderr.write(`${text}\n`);
  const flags: Readonly<Record<string, string | true>> = {
    dbpath: join(folder, 'data'),
    bind_ip: '127.0.0.1',
    port: String(ports.mongodb),
    replSet: REPLICA_SET,
    oplogSize: '64',
    wiredTigerCacheSizeGB: '0.25',
    nounixsocket: true,
    auth: true,
    keyFile,
    tlsMode: 'requireTLS',
    tlsCertificateKeyFile: keystoreFile,
    tlsCAFile: caFile,
    tlsAllowConnectionsWithoutCertificates: true,
  };
  await stack.run(
    {
      name: 'secure-mongodb',
      version: '',
      command: await findMongod({ home: stackHome(), notice, env: process.env }),
      args: Object.entries(flags).flatMap(([name, value]) => (value === true ? [`--${name}`] : [`--${name}`, value])),
      env: {},
      ports,
    },
    () => isPrimary(`mongodb://${host}/?${tlsOptions(caFile)}`, host),
  );
  const first = { createUser: ADMIN, pwd: password, roles: ['root'] };
  await command(`mongodb://${host}/?${tlsOptions(caFile)}`, first);
  return { host, caFile, client, adminUrl: `mongodb://${ADMIN}:${password}@${host}/?${tlsOptions(caFile)}` };
}

/** Until there is a user, whoever comes from this machine may make the replica set and one user. */
async function isPrimary(url: string, host: string): Promise<boolean> {
  const hello = await command(url, { hello: 1 });
  if (hello['isWritablePrimary'] === true) return true;
  const set = { _id: REPLICA_SET, members: [{ _id: 0, host }] };
  await command(url, { replSetInitiate: set }).catch((error: unknown) => {
    if (!(error instanceof mongoose.mongo.MongoServerError) || error.code !== ALREADY_INITIALIZED) throw error;
  });
  return false;
}

async function command(url: string, of: object): Promise<mongoose.mongo.Document> {
  const client = new mongoose.mongo.MongoClient(url, { serverSelectionTimeoutMS: 2_000 });
  try {
    return await client.db('admin').command({ ...of });
  } finally {
    await client.close();
  }
}
