import { readFileSync } from 'node:fs';
import {
  attachStack,
  listStacks,
  SERVICE_NAMES,
  stackFolder,
  type ServiceName,
  type Stack,
  startStack,
} from '@sluice/stack';
import { type Command, InvalidArgumentError, Option } from 'commander';

const DEFAULT_NAME = 'default';

interface UpFlags {
  readonly name: string;
  readonly services?: readonly ServiceName[];
  readonly dataDir?: string;
  readonly kafkaPort?: number;
  readonly registryPort?: number;
  readonly mongodbPort?: number;
  readonly json?: true;
}

interface DownFlags {
  readonly name: string;
  readonly dataDir?: string;
  readonly remove?: true;
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_535) throw new InvalidArgumentError('It must be a port.');
  return value;
}

function services(text: string): ServiceName[] {
  const names = text.split(',').map((name) => name.trim());
  return names.map((name) => {
    const known = SERVICE_NAMES.find((service) => service === name);
    if (known === undefined) throw new InvalidArgumentError(`Name some of ${SERVICE_NAMES.join(', ')}.`);
    return known;
  });
}

function stackOf({ name, dataDir }: { readonly name: string; readonly dataDir?: string }): Stack {
  return attachStack({ name, folder: dataDir ?? stackFolder(name) });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function up(flags: UpFlags): Promise<void> {
  const { name, dataDir, services, kafkaPort, registryPort, mongodbPort } = flags;
  const ports = { kafka: kafkaPort, registry: registryPort, mongodb: mongodbPort };
  const given = Object.fromEntries(Object.entries(ports).filter(([, port]) => port !== undefined));
  const stack = await startStack({
    name,
    isDetached: true,
    ports: given,
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(services === undefined ? {} : { services }),
  });
  const summary = stack.summary();
  if (flags.json === true) {
    print(JSON.stringify(summary));
    return;
  }
  if (summary.kafka) print(`export BOOTSTRAP_SERVER=${summary.kafka.bootstrapServers}`);
  if (summary.registry) print(`export ENDPOINT_SCHEMA_URL=${summary.registry.url}`);
  if (summary.mongodb) print(`export MONGO_DB_URL='${summary.mongodb.url}'`);
}

async function down(flags: DownFlags): Promise<void> {
  const stack = stackOf(flags);
  await stack.stop();
  if (flags.remove === true) stack.remove();
}

function status(isJson: boolean): void {
  const rows = listStacks().flatMap((stack) =>
    [...stack.services, ...stack.apps].map((service) => ({
      stack: stack.name,
      service: service.name,
      state: service.isRunning ? 'running' : 'stopped',
      pid: service.process?.pid,
      ports: service.state.ports,
    })),
  );
  if (isJson) return print(JSON.stringify(rows));
  if (rows.length === 0) return print('No stack yet; start one with: sluice stack up');
  for (const { stack, service, state, pid, ports } of rows) {
    const places = Object.entries(ports).map(([name, number]) => `${name} ${number}`);
    print(`${stack}  ${service.padEnd(8)}  ${state}${pid === undefined ? '' : ` (pid ${pid})`}  ${places.join(', ')}`);
  }
}

function logs(service: string | undefined, flags: { readonly name: string; readonly lines: number }): void {
  const stack = stackOf(flags);
  for (const handle of [...stack.services, ...stack.apps]) {
    if (service !== undefined && service !== handle.name) continue;
    const { logFile } = handle.state;
    print(`==> ${logFile}`);
    print(readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-flags.lines).join('\n'));
  }
}

const EXAMPLES = `
Examples:
  $ eval "$(sluice stack up)"                      services in the background, addresses in the environment
  $ sluice stack up --name other --services kafka  a second stack beside it
  $ sluice stack status
  $ sluice stack down --remove                     stop it and forget its data

Everything lies in .sluice/ (SLUICE_HOME names another folder). SLUICE_JAVA and SLUICE_MONGOD name other programs.`;

/** Adds `sluice stack up|down|status|logs`. */
export function registerStackCommand(program: Command): void {
  const stack = program
    .command('stack')
    .summary('real Kafka, schema registry and MongoDB on this machine')
    .description(
      'Runs Apache Kafka, a schema registry and MongoDB on the loopback, without containers and without root.',
    )
    .addHelpText('after', EXAMPLES);
  const name = ['--name <name>', 'which stack', DEFAULT_NAME] as const;
  const dataDir = ['--data-dir <folder>', 'where it keeps everything; otherwise .sluice/stacks/<name>'] as const;
  stack
    .command('up')
    .description('Starts a stack in the background and prints its addresses; downloads what is missing.')
    .option(...name)
    .option(...dataDir)
    .addOption(new Option('--services <list>', 'some of kafka,registry,mongodb').argParser(services))
    .option('--kafka-port <port>', 'port wished for; otherwise a free one', port)
    .option('--registry-port <port>', 'port wished for; otherwise a free one', port)
    .option('--mongodb-port <port>', 'port wished for; otherwise a free one', port)
    .option('--json', 'print one line of JSON')
    .action(up);
  stack
    .command('down')
    .description('Stops a stack; its data stays.')
    .option(...name)
    .option(...dataDir)
    .option('--remove', 'remove its data, logs and credentials too')
    .action(down);
  stack
    .command('status')
    .description('Lists stacks, their processes and ports.')
    .option('--json', 'print one line of JSON')
    .action((flags: { readonly json?: true }) => status(flags.json === true));
  stack
    .command('logs')
    .description('Prints the last lines of the logs.')
    .argument('[service]', 'only this one')
    .option(...name)
    .option('--lines <count>', 'lines of each', Number, 20)
    .action(logs);
}
