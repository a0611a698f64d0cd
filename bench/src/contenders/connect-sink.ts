import { writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { type Bed, DATABASE, inClone } from '../bed.js';
import { type Contender, type Job, RunningContender } from './contender.js';
import { runTool } from './run-tool.js';
import { toolsFolder } from './tools-folder.js';

// The version that tools/stack uses too, for its reason.
const DEPENDENCY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:2.8';
const LOG4J = `status = warn
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d %p %c{1} %m%n
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
`;

function jars(bed: Bed): Promise<string> {
  const pom = inClone('bench/connect.pom.xml');
  return toolsFolder(bed.toolsFolder, 'connect', pom, async (folder) => {
    const goal = `${DEPENDENCY_PLUGIN}:copy-dependencies`;
    const args = ['-q', '-B', goal, '-f', pom, '-DincludeScope=runtime', `-DoutputDirectory=${folder}`];
    // A Java that was downloaded for the broker serves Maven too.
    const java = bed.stack.kafka.state.command;
    const home = isAbsolute(java) ? { JAVA_HOME: dirname(dirname(java)) } : {};
    await runTool('mvn', args, 'fetching Kafka Connect and the sink connector with Maven', home);
  });
}

function properties(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** Large fetches and polls; what is fetched waits for a megabyte or half a second. */
function worker(bed: Bed, job: Job, port: number): string {
  return properties({
    'bootstrap.servers': bed.stack.kafka.bootstrapServers,
    'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': 'false',
    'offset.storage.file.filename': join(bed.scratch, `${job.group}.offsets`),
    'offset.flush.interval.ms': 5_000,
    'plugin.discovery': 'service_load',
    listeners: `http://127.0.0.1:${port}`,
    'consumer.max.poll.records': 5_000,
    'consumer.fetch.min.bytes': 1_048_576,
    'consumer.fetch.max.wait.ms': 500,
    'consumer.max.partition.fetch.bytes': 8_388_608,
    'consumer.auto.offset.reset': 'earliest',
  });
}

/** Ids and write model are the connector's defaults, its fastest: fresh ObjectIds and plain inserts. */
function connector(bed: Bed, job: Job): string {
  return properties({
    name: job.group,
    'connector.class': 'com.mongodb.kafka.connect.MongoSinkConnector',
    'tasks.max': 2,
    topics: job.topic,
    'connection.uri': `${bed.stack.mongodb.url}&w=majority&journal=true`,
    database: DATABASE,
    collection: job.collection,
    'max.batch.size': 5_000,
    'bulk.write.ordered': 'false',
  });
}

async function start(bed: Bed, job: Job): Promise<RunningContender> {
  const folder = await jars(bed);
  const file = (suffix: string, text: string): string => {
    const path = join(bed.scratch, `${job.group}.${suffix}`);
    writeFileSync(path, text);
    return path;
  };
  const port = await bed.freePort();
  return RunningContender.spawn(bed, 'connect', bed.stack.kafka.state.command, [
    '-Xms256m',
    '-Xmx1g',
    '-XX:+UseG1GC',
    `-Dlog4j2.configurationFile=${file('log4j2.properties', LOG4J)}`,
    '-cp',
    join(folder, '*'),
    'org.apache.kafka.connect.cli.ConnectStandalone',
    file('worker.properties', worker(bed, job, port)),
    file('connector.properties', connector(bed, job)),
  ]);
}

export const connectSink: Contender = {
  name: 'connect',
  what: 'MongoDB sink connector 2.0.1 on Kafka Connect 4.1, two tasks',
  prepare: async (bed) => {
    await jars(bed);
  },
  start,
};
