import { SluiceError } from '@sluice/contracts';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-command.js';
import { writeWhole } from './service-state.js';

/** Made for one stack at its first start and kept in its folder. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
  /** PEM: private key and certificate of the broker. */
  readonly keystoreFile: string;
  /** PEM: the authority that signed it; a client that trusts it reaches the TLS listeners. */
  readonly caFile: string;
}

async function openssl(folder: string, args: readonly string[]): Promise<void> {
  const { code, output } = await runCommand('openssl', args, { cwd: folder });
  if (code === 0) return;
  const what =
    code === undefined ? 'it makes the TLS certificate. Install it, for example: apt-get install openssl' : output;
  throw new SluiceError(code === undefined ? 'TOOL_MISSING' : 'STACK_FAILED', `running openssl: ${what.trim()}`);
}

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
  return readCredentials(stackFolder);
}

export function readCredentials(stackFolder: string): Credentials {
  const folder = join(stackFolder, 'credentials');
  return {
    user: 'sluice',
    password: readFileSync(join(folder, 'password'), 'utf8'),
    keystoreFile: join(folder, 'keystore.pem'),
    caFile: join(folder, 'ca.pem'),
  };
}
