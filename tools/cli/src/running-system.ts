import { attachStack, stackFolder } from '@sluice/stack';

const SYSTEM = 'up';
const NAMES = ['BOOTSTRAP_SERVER', 'KAFKA_BOOTSTRAP_SERVERS'];

/**
 * Where the environment names no broker and none is given by flag, commands use the system that `sluice up` started,
 * and say so. Nothing changes where none runs.
 */
export function useRunningSystem(args: readonly string[]): void {
  const isNamed = NAMES.some((name) => process.env[name]) || args.some((arg) => arg.startsWith('--bootstrap-servers'));
  if (isNamed || args.includes('--help') || args.includes('-h')) return;
  const stack = attachStack({ name: SYSTEM, folder: stackFolder(SYSTEM) });
  if (!stack.isRunning) return;
  process.env['BOOTSTRAP_SERVER'] = stack.kafka.bootstrapServers;
  process.env['ENDPOINT_SCHEMA_URL'] ??= stack.registry.url;
  process.stderr.write(`Using the system that sluice up started, Kafka at ${stack.kafka.bootstrapServers}.\n`);
}
