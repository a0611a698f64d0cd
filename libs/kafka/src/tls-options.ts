import { readFileSync } from 'node:fs';
import { type ConnectionOptions as TlsOptions, createSecureContext } from 'node:tls';
import type { KafkaValues } from './settings.js';

type FileSetting = 'KAFKA_SSL_CA_FILE' | 'KAFKA_SSL_CERT_FILE' | 'KAFKA_SSL_KEY_FILE';

/** What is wrong with the settings for TLS taken together. */
export function tlsProblems(values: KafkaValues, protocol: string): string[] {
  const { KAFKA_SSL_CA_FILE: ca, KAFKA_SSL_CERT_FILE: cert, KAFKA_SSL_KEY_FILE: key } = values;
  const problems: string[] = [];
  if (cert && !key) problems.push('KAFKA_SSL_CERT_FILE is set but KAFKA_SSL_KEY_FILE is not');
  if (key && !cert) problems.push('KAFKA_SSL_KEY_FILE is set but KAFKA_SSL_CERT_FILE is not');
  if (values.KAFKA_SSL_KEY_PASSWORD && !key) {
    problems.push('KAFKA_SSL_KEY_PASSWORD is set but KAFKA_SSL_KEY_FILE is not');
  }
  if ((ca ?? cert ?? key) && !protocol.endsWith('SSL')) {
    problems.push(`KAFKA_SSL_* files are set but KAFKA_SECURITY_PROTOCOL ${protocol} does not use TLS`);
  }
  return problems;
}

/** Reads the certificate files, and adds to `problems` what is wrong with them. */
export function tlsOptions(values: KafkaValues, problems: string[]): TlsOptions {
  const read = (name: FileSetting): string | undefined => {
    const file = values[name];
    if (!file) return undefined;
    try {
      return readFileSync(file, 'utf8');
    } catch (cause) {
      problems.push(`${name}: ${(cause as NodeJS.ErrnoException).message}`); // only the file system throws here
      return undefined;
    }
  };
  const [ca, cert, key] = [read('KAFKA_SSL_CA_FILE'), read('KAFKA_SSL_CERT_FILE'), read('KAFKA_SSL_KEY_FILE')];
  const passphrase = values.KAFKA_SSL_KEY_PASSWORD;
  const options = {
    ...(ca ? { ca: [ca] } : {}),
    ...(cert ? { cert } : {}),
    ...(key ? { key } : {}),
    ...(passphrase ? { passphrase } : {}),
  };
  if (cert && key) addProblem(problems, 'KAFKA_SSL_CERT_FILE and KAFKA_SSL_KEY_FILE', { cert, key, passphrase });
  if (ca && !/-----BEGIN (?:TRUSTED )?CERTIFICATE-----/.test(ca)) {
    problems.push('KAFKA_SSL_CA_FILE: it holds no certificate in PEM');
  }
  return options;
}

/** Otherwise it would show as a broker that cannot be reached. */
function addProblem(problems: string[], names: string, pair: Parameters<typeof createSecureContext>[0]): void {
  try {
    createSecureContext(pair);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    problems.push(`${names}: they are no certificate with its key, or KAFKA_SSL_KEY_PASSWORD is wrong (${why})`);
  }
}
