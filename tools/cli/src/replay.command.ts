import Table from 'cli-table3';
import { type Command, InvalidArgumentError } from 'commander';
import type { RecordReplayDto, RecordReplayedDto } from '../../../apps/consumer/src/replay/record-replay.dto.js';
import { ConsumerApi, type ConsumerFlags, consumerFlags } from './consumer-api.js';

interface ReplayFlags extends ConsumerFlags {
  readonly topic: string;
  readonly partition?: number;
  readonly from?: string;
  readonly to?: string;
  readonly maxPerSecond?: number;
  readonly dryRun?: true;
}

const EXAMPLES = `
Examples:
  $ sluice replay sensors --topic occupancy --from 2026-11-01T00:00:00Z --to 2026-11-02T00:00:00Z --dry-run
  $ sluice replay sensors --topic occupancy --partition 0 --from 1200 --to 1300

What is stored already stays as it is. Records that were refused by the connector: sluice dead-letters replay.`;

/** Adds `sluice replay`: has a running consumer store a part of a topic again. */
export function registerReplayCommand(program: Command): void {
  const command = program
    .command('replay')
    .summary('store a part of a topic again')
    .description(
      'Has a consumer read records of a topic again, by offsets or time, and send them through a connector: after ' +
        'documents were deleted, a collection was dropped, or a schema was mended.',
    )
    .argument('<connector>')
    .requiredOption('--topic <name>', 'a topic that the connector stores')
    .option('--partition <number>', 'only this partition', (text) => wholeNumber(text, 0))
    .option('--from <place>', 'first offset, or time of the first record (RFC 3339); else the oldest there is')
    .option('--to <place>', 'offset or time behind the last record; else all that is there now')
    .option('--max-per-second <count>', 'records in a second, at most', (text) => wholeNumber(text, 1))
    .option('--dry-run', 'count only; nothing is changed')
    .addHelpText('after', EXAMPLES)
    .action(replay);
  consumerFlags(command);
}

async function replay(connector: string, flags: ReplayFlags): Promise<void> {
  const api = new ConsumerApi(flags, `/v1/connectors/${encodeURIComponent(connector)}/replay`);
  const { topic, partition, from, to, maxPerSecond, dryRun } = flags;
  let request: RecordReplayDto = { topic, partition, from, to, maxPerSecond, dryRun } as RecordReplayDto; // absent stays absent in JSON
  let sum: RecordReplayedDto | undefined;
  for (;;) {
    const reply: RecordReplayedDto = await api.post('', request);
    sum = sum === undefined ? reply : added(sum, reply);
    if (reply.next === null) break;
    if (!flags.json) process.stderr.write(`${sum.offsets.toLocaleString('en')} offsets done, ${reply.left.toLocaleString('en')} left\n`);
    request = { ...request, cursor: reply.next };
  }
  process.stdout.write(flags.json ? `${JSON.stringify(sum)}\n` : `${tableOf(sum)}\n`);
}

function added(sum: RecordReplayedDto, reply: RecordReplayedDto): RecordReplayedDto {
  return {
    ...reply,
    offsets: sum.offsets + reply.offsets,
    stored: sum.stored + reply.stored,
    duplicates: sum.duplicates + reply.duplicates,
    deadLettered: sum.deadLettered + reply.deadLettered,
  };
}

function tableOf({ topic, offsets, stored, duplicates, deadLettered, dryRun }: RecordReplayedDto): string {
  if (dryRun) return `${offsets.toLocaleString('en')} offsets of ${topic} would be gone through`;
  const head = ['topic', 'offsets', 'stored', 'there already', 'dead-lettered'];
  const table = new Table({ head, style: { head: [], border: [] } });
  table.push([topic, ...[offsets, stored, duplicates, deadLettered].map((count) => count.toLocaleString('en'))]);
  return table.toString();
}

function wholeNumber(text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
  return value;
}
