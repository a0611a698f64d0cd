import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ClientCertificate, ensureClientCertificate } from './client-certificate.js';
import { openssl } from './openssl.js';
import { writeWhole } from './service-state.js';

/** Made for one stack at its first start and kept in its folder. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
  /** PEM: private key and certificate of the broker. */
  readonly keystoreFile: string;
  /** PEM: the authority that signed it; a client that trusts it reaches the TLS listeners. */
  readonly caFile: string;
  /** Of the user, for mutual TLS. */
  readonly client: ClientCertificate;
}

const USER = 'sluice';

async function makeCertificates(folder: string): Promise<void> {
  const key = ['-newkey', 'rsa:2048', '-noenc'];
  await openssl(folder, [
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '3650',
    '-subj',
    '/CN=Sluice stack',
  ]);
  await openssl(folder, ['req', ...key, '-keyout', 'broker.key', '-out', 'broker.csr', '-subj', '/CN=localhost']);
  writeFileSync(join(folder, 'broker.ext'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '3650', '-extfile', 'broker.ext'];
  await openssl(folder, ['x509', '-req', '-in', 'broker.csr', '-out', 'broker.pem', ...signing]);
  const keystore = ['broker.key', 'broker.pem', 'ca.pem'].map((file) => readFileSync(join(folder, file), 'utf8'));
  writeFileSync(join(folder, 'keystore.pem'), keystore.join(''), { mode: 0o600 });
}

/** The stack's password and certificates: random, made on first use. */
export async function ensureCredentials(stackFolder: string): Promise<Credentials> {
  const folder = join(stackFolder, 'credentials');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const passwordFile = join(folder, 'password');
  if (!existsSync(join(folder, 'keystore.pem'))) await makeCertificates(folder);
  if (!existsSync(passwordFile)) writeWhole(passwordFile, randomBytes(18).toString('base64url'));
  await ensureClientCertificate(folder, USER);
  return readCredentials(stackFolder);
}

export function readCredentials(stackFolder: string): Credentials {
  const folder = join(stackFolder, 'credentials');
  const client = (kind: string): string => join(folder, `${USER}.${kind}`);
  return {
    user: USER,
    password: readFileSync(join(folder, 'password'), 'utf8'),
    keystoreFile: join(folder, 'keystore.pem'),
    caFile: join(folder, 'ca.pem'),
    client: { certFile: client('pem'), keyFile: client('key'), certKeyFile: client('both') },
  };
}
