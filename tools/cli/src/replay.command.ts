import Table from 'cli-table3';
import { type Command, InvalidArgumentError } from 'commander';
import type { RecordReplayedDto } from '../../../apps/consumer/src/replay/record-replay.dto.js';
import { ConsumerApi, type ConsumerFlags, consumerFlags } from './consumer-api.js';

interface ReplayFlags extends ConsumerFlags {
  readonly topic: string;
  readonly partition?: number;
  readonly from?: string;
  readonly to?: string;
  readonly maxPerSecond?: number;
  readonly dryRun?: true;
}

const COUNTS = ['offsets', 'stored', 'duplicates', 'deadLettered'] as const;

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
  const sum = { topic, offsets: 0, stored: 0, duplicates: 0, deadLettered: 0, dryRun: dryRun === true };
  let cursor: string | undefined;
  do {
    const reply = await api.post<RecordReplayedDto>('', { topic, partition, from, to, maxPerSecond, dryRun, cursor });
    for (const count of COUNTS) sum[count] += reply[count];
    cursor = reply.next ?? undefined;
    if (cursor !== undefined && !flags.json)
      process.stderr.write(`${grouped(sum.offsets)} offsets done, ${grouped(reply.left)} left\n`);
  } while (cursor !== undefined);
  process.stdout.write(flags.json ? `${JSON.stringify(sum)}\n` : `${tableOf(sum)}\n`);
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}

function tableOf({ topic, dryRun, ...counts }: Omit<RecordReplayedDto, 'left' | 'next'>): string {
  if (dryRun) return `${grouped(counts.offsets)} offsets of ${topic} would be gone through`;
  const head = ['topic', 'offsets', 'stored', 'there already', 'dead-lettered'];
  const table = new Table({ head, style: { head: [], border: [] } });
  table.push([topic, ...COUNTS.map((count) => grouped(counts[count]))]);
  return table.toString();
}

function wholeNumber(text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
  return value;
}
