import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openssl } from './openssl.js';

/** PEM files with which a client proves who it is in a TLS handshake. */
export interface ClientCertificate {
  readonly certFile: string;
  readonly keyFile: string;
  /** Both in one file, as MongoDB's clients want them. */
  readonly certKeyFile: string;
}

const DAYS = '3650';

/** A certificate for a name, signed by the stack's authority or by nobody but itself; made on first use. */
export async function ensureClientCertificate(
  folder: string,
  name: string,
  signedBy: 'authority' | 'itself' = 'authority',
): Promise<ClientCertificate> {
  const stem = signedBy === 'authority' ? name : `${name}-alone`;
  const [cert, key, request] = [`${stem}.pem`, `${stem}.key`, `${stem}.csr`];
  const files = { certFile: join(folder, cert), keyFile: join(folder, key), certKeyFile: join(folder, `${stem}.both`) };
  if (existsSync(files.certKeyFile)) return files;
  const make = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', '-keyout', key];
  const subject = ['-subj', `/CN=${name}`];
  if (signedBy === 'itself') {
    await openssl(folder, ['req', '-x509', ...make, '-out', cert, '-days', DAYS, ...subject]);
  } else {
    await openssl(folder, ['req', ...make, '-out', request, ...subject]);
    const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', DAYS];
    await openssl(folder, ['x509', '-req', '-in', request, '-out', cert, ...signing]);
  }
  const both = [files.keyFile, files.certFile].map((file) => readFileSync(file, 'utf8')).join('');
  writeFileSync(files.certKeyFile, both, { mode: 0o600 });
  return files;
}
