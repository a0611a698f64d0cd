import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pinnedDownload } from './download/download-lock.js';
import { findJava, findRegistry, type ProgramOptions } from './download/programs.js';
import { choosePorts } from './free-ports.js';
import type { ServiceState } from './service-state.js';

const PATH = '/apis/ccompat/v7';

export function registryUrl(ports: Readonly<Record<string, number>>): string {
  return `http://127.0.0.1:${ports['http']}${PATH}`;
}

/** The schema registry on an H2 file: its ids live as long as the topics that name them. */
export async function prepareRegistry(
  stackFolder: string,
  wished: Readonly<Record<string, number>>,
  programs: ProgramOptions,
): Promise<ServiceState> {
  const java = await findJava(programs);
  const folder = await findRegistry(programs, java);
  const data = join(stackFolder, 'registry');
  mkdirSync(data, { recursive: true });
  const ports = await choosePorts(['http'], wished);
  const { version } = pinnedDownload('registry');
  return {
    name: 'registry',
    version,
    command: java,
    args: [
      '-Xmx192m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      '-Djava.util.logging.manager=org.jboss.logmanager.LogManager',

      '-jar',
      join(folder, `apicurio-registry-app-${version}-runner.jar`),
    ],
    env: {
      APICURIO_STORAGE_KIND: 'sql',
      APICURIO_STORAGE_SQL_KIND: 'h2',
      APICURIO_DATASOURCE_URL: `jdbc:h2:file:${join(data, 'registry')}`,
      QUARKUS_HTTP_HOST: '127.0.0.1',
      QUARKUS_HTTP_PORT: String(ports.http),
      QUARKUS_HTTP_ACCESS_LOG_ENABLED: 'false',
    },
    logFile: join(stackFolder, 'logs/registry.log'),
    ports,
  };
}

/** True once it answers; sets compatibility to BACKWARD, as Confluent's registry has it. */
export async function isRegistryReady({ ports }: ServiceState): Promise<boolean> {
  const { ok } = await fetch(`${registryUrl(ports)}/config`, {
    method: 'PUT',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ compatibility: 'BACKWARD' }),
    signal: AbortSignal.timeout(5000),
  });
  return ok;
}
