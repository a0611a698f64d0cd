import { SluiceError } from '@sluice/contracts';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Credentials, ensureCredentials } from './credentials.js';
import { pinnedDownload } from './download/download-lock.js';
import { findJava, findKafka, type ProgramOptions } from './download/programs.js';
import { choosePorts } from './free-ports.js';
import { type KafkaSecurity, securityArguments, securityProperties } from './kafka-security.js';
import { runCommand } from './run-command.js';
import { loadService, memberName, type ServiceState } from './service-state.js';

const LISTENERS = {
  plaintext: { name: 'PLAINTEXT', protocol: 'PLAINTEXT', mechanisms: [] },
  saslPlain: { name: 'SASL_PLAIN', protocol: 'SASL_PLAINTEXT', mechanisms: ['PLAIN'] },
  saslScram: { name: 'SASL_SCRAM', protocol: 'SASL_PLAINTEXT', mechanisms: ['SCRAM-SHA-256', 'SCRAM-SHA-512'] },
  tls: { name: 'TLS', protocol: 'SSL', mechanisms: [] },
  saslSsl: { name: 'SASL_TLS', protocol: 'SASL_SSL', mechanisms: ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] },
  mutualTls: { name: 'MUTUAL_TLS', protocol: 'SSL', mechanisms: [] },
  oauth: { name: 'OAUTH', protocol: 'SASL_SSL', mechanisms: ['OAUTHBEARER'] },
} as const;

export type KafkaPortName = keyof typeof LISTENERS | 'controller';

const LISTENER_ENTRIES = Object.entries(LISTENERS) as [
  keyof typeof LISTENERS,
  (typeof LISTENERS)[keyof typeof LISTENERS],
][]; // Object.entries forgets the keys

/** The listener for tokens only where it was asked for. */
function listenersFor({ oauth }: KafkaSecurity): typeof LISTENER_ENTRIES {
  return LISTENER_ENTRIES.filter(([key]) => key !== 'oauth' || oauth !== undefined);
}

const LOG4J = `status = warn
appender.file.type = Console
appender.file.name = out
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d %p %c{1} %m%n
rootLogger.level = info
rootLogger.appenderRef.out.ref = out
`;

interface Broker {
  readonly name: string;
  readonly id: number;
  readonly folder: string;
  readonly ports: Record<KafkaPortName, number>;
}

/** A broker for development and tests: small heap, records kept whatever their timestamp. */
function serverProperties(
  broker: Broker,
  brokers: readonly Broker[],
  credentials: Credentials,
  security: KafkaSecurity,
): string {
  const { user, password } = credentials;
  const { id, folder, ports } = broker;
  const voters = brokers.map((voter) => `${voter.id}@127.0.0.1:${voter.ports.controller}`);
  const listeners = listenersFor(security);
  const addresses = listeners.map(([key, { name }]) => `${name}://127.0.0.1:${ports[key]}`);
  const protocols = listeners.map(([, { name, protocol }]) => `${name}:${protocol}`);
  const login = 'org.apache.kafka.common.security';
  const jaas = {
    PLAIN: `plain.sasl.jaas.config=${login}.plain.PlainLoginModule required user_${user}="${password}";`,
    'SCRAM-SHA-256': `scram-sha-256.sasl.jaas.config=${login}.scram.ScramLoginModule required;`,
    'SCRAM-SHA-512': `scram-sha-512.sasl.jaas.config=${login}.scram.ScramLoginModule required;`,
  };
  const sasl = listeners.flatMap(([, { name, mechanisms }]) => {
    const prefix = `listener.name.${name.toLowerCase()}`;
    if (mechanisms.length === 0) return [];
    const logins = mechanisms.flatMap((mechanism) =>
      mechanism === 'OAUTHBEARER' ? [] : [`${prefix}.${jaas[mechanism]}`],
    );
    return [`${prefix}.sasl.enabled.mechanisms=${mechanisms.join(',')}`, ...logins];
  });
  return [
    'process.roles=broker,controller',
    `node.id=${id}`,
    `controller.quorum.voters=${voters.join(',')}`,
    'controller.listener.names=CONTROLLER',
    `listeners=${addresses.join(',')},CONTROLLER://127.0.0.1:${ports.controller}`,
    `advertised.listeners=${addresses.join(',')}`,
    `listener.security.protocol.map=${protocols.join(',')},CONTROLLER:PLAINTEXT`,
    'inter.broker.listener.name=PLAINTEXT',
    'sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    ...sasl,
    ...securityProperties(security, LISTENERS.oauth.name, user),
    'listener.name.mutual_tls.ssl.client.auth=required',
    'ssl.truststore.type=PEM',
    `ssl.truststore.location=${credentials.caFile}`,
    'ssl.keystore.type=PEM',
    `ssl.keystore.location=${credentials.keystoreFile}`,
    `log.dirs=${join(folder, 'data')}`,
    ...SIZES,
    ...replication(brokers.length),
    '',
  ].join('\n');
}

/** Three copies where there are three brokers, of which two must have a record. */
function replication(brokers: number): string[] {
  const copies = Math.min(brokers, 3);
  const inSync = Math.max(copies - 1, 1);
  return [
    `default.replication.factor=${copies}`,
    `min.insync.replicas=${inSync}`,
    `offsets.topic.replication.factor=${copies}`,
    `transaction.state.log.replication.factor=${copies}`,
    `transaction.state.log.min.isr=${inSync}`,
    `share.coordinator.state.topic.replication.factor=${copies}`,
    `share.coordinator.state.topic.min.isr=${inSync}`,
  ];
}

const SIZES = [
  'num.partitions=2',
  'auto.create.topics.enable=false',
  'message.max.bytes=33554432',
  'replica.fetch.max.bytes=33554432',
  // Sample data carries the timestamps of its sensors, years ago: by age it would be deleted at once.
  'log.retention.ms=-1',
  'log.segment.bytes=134217728',
  'log.cleaner.dedupe.buffer.size=16777216',
  'offsets.topic.num.partitions=4',
  'transaction.state.log.num.partitions=4',
  'share.coordinator.state.topic.num.partitions=1',
  'group.initial.rebalance.delay.ms=0',
  'group.min.session.timeout.ms=1000',
  // A killed broker is let in again only when its former self's session is over.
  'broker.session.timeout.ms=4000',
  'broker.heartbeat.interval.ms=1000',
  'num.network.threads=2',
  'num.io.threads=4',
  'background.threads=2',
];

async function format(
  java: string,
  jars: string,
  folder: string,
  clusterId: string,
  credentials: Credentials,
): Promise<void> {
  const scram = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
    '--add-scram',
    `${mechanism}=[name=${credentials.user},password=${credentials.password}]`,
  ]);
  const { code, output } = await runCommand(java, [
    '-Xmx128m',
    '-XX:TieredStopAtLevel=1',
    `-Dlog4j2.configurationFile=${join(folder, 'log4j2.properties')}`,
    '-cp',
    join(jars, '*'),
    'kafka.tools.StorageTool',
    'format',
    '--config',
    join(folder, 'server.properties'),
    `--cluster-id=${clusterId}`,
    ...scram,
  ]);
  if (code !== 0) throw new SluiceError('STACK_FAILED', `formatting Kafka's storage: ${output.trim()}`);
}

export interface KafkaOptions {
  /** Brokers, each a controller too; otherwise one. Three keep three copies of everything. */
  readonly kafkaBrokers?: number;
  readonly kafkaSecurity?: KafkaSecurity;
}

/** Writes the brokers' configuration, formats their storage on the first start, and says how to start them. */
export async function prepareKafka(
  stackFolder: string,
  wished: Readonly<Record<string, number>>,
  programs: ProgramOptions,
  { kafkaBrokers = 1, kafkaSecurity = {} }: KafkaOptions = {},
): Promise<ServiceState[]> {
  const java = await findJava(programs);
  const [jars, credentials] = await Promise.all([findKafka(programs, java), ensureCredentials(stackFolder)]);
  const clusterId = randomBytes(16).toString('base64url');
  const names = [...listenersFor(kafkaSecurity).map(([key]) => key), 'controller'] as const;
  const brokers: Broker[] = [];
  for (let id = 1; id <= kafkaBrokers; id += 1) {
    const name = memberName('kafka', id);
    const known = id === 1 ? wished : (loadService(stackFolder, name)?.ports ?? {});
    const ports = await choosePorts<KafkaPortName>(names, known);
    brokers.push({ name, id, folder: join(stackFolder, name), ports });
  }
  const prepareOne = async (broker: Broker): Promise<ServiceState> => {
    const { name, folder, ports } = broker;
    mkdirSync(folder, { recursive: true });
    const configFile = join(folder, 'server.properties');
    const log4jFile = join(folder, 'log4j2.properties');
    writeFileSync(log4jFile, LOG4J);
    writeFileSync(configFile, serverProperties(broker, brokers, credentials, kafkaSecurity), { mode: 0o600 });
    if (!existsSync(join(folder, 'data/meta.properties'))) await format(java, jars, folder, clusterId, credentials);
    return {
      name,
      version: pinnedDownload('kafka').version,
      command: java,
      args: [
        '-Xms128m',
        kafkaBrokers === 1 ? '-Xmx512m' : '-Xmx256m',
        '-XX:+UseG1GC',
        '-XX:MaxGCPauseMillis=50',
        '-XX:+ExitOnOutOfMemoryError',
        `-Dlog4j2.configurationFile=${log4jFile}`,
        ...securityArguments(kafkaSecurity),
        '-cp',
        join(jars, '*'),
        'kafka.Kafka',
        configFile,
      ],
      env: {},
      logFile: join(stackFolder, `logs/${name}.log`),
      ports,
    };
  };
  return Promise.all(brokers.map(prepareOne));
}
