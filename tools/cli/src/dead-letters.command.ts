import { readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { SluiceError } from '@sluice/contracts';
import { type Command, InvalidArgumentError } from 'commander';
import {
  apiOf,
  change,
  type ChangeFlags,
  filterOf,
  type FilterFlags,
  type Place,
  print,
} from './dead-letters/change.js';
import { type ConsumerFlags, consumerFlags } from './consumer-api.js';
import { letterText, lettersTable, type ListedLetter, type ShownLetter } from './dead-letters/print-letters.js';
import { usage } from './usage.js';

interface ListFlags extends ConsumerFlags, FilterFlags {
  readonly state?: string;
  readonly limit: string;
  readonly cursor?: string;
}

interface ReplayFlags extends ChangeFlags {
  readonly valueFile?: string;
  readonly maxPerSecond?: number;
  readonly force?: true;
}

interface DiscardFlags extends ChangeFlags {
  readonly reason: string;
}

const EXAMPLES = `
Examples:
  $ sluice dead-letters list sensors --state open
  $ sluice dead-letters show sensors 0:17
  $ sluice dead-letters replay sensors 0:17 --value-file mended.json
  $ sluice dead-letters replay sensors --code STORE_REFUSED --dry-run
  $ sluice dead-letters export sensors --state open > letters.ndjson
  $ sluice dead-letters discard sensors --topic test --reason "test data"

A place is partition:offset in the dead-letter topic, as list shows it. docs/dead-letters.md explains the rest.`;

/** Adds `sluice dead-letters list|show|export|replay|discard`. Exit codes: 0 done, 1 failed, 2 some letters failed. */
export function registerDeadLettersCommand(program: Command): void {
  const letters = program
    .command('dead-letters')
    .summary('records that could not be stored: look at them, replay or discard them')
    .description('Lists, shows, replays and discards the dead letters of a connector, through its consumer.')
    .addHelpText('after', EXAMPLES);
  consumerFlags(filters(letters.command('list').description('Lists the newest letters.').argument('<connector>')))
    .option('--state <state>', 'only open, replaying, replayed or discarded ones')
    .option('--limit <count>', 'letters of a page, at most 100', '50')
    .option('--cursor <cursor>', 'where the page before ended')
    .action(list);
  consumerFlags(filters(letters.command('export').description('Writes letters in full, a line of JSON each.')))
    .argument('<connector>')
    .option('--state <state>', 'only open, replaying, replayed or discarded ones')
    .action(exportLetters);
  consumerFlags(letters.command('show').description('Shows one letter in full.').argument('<connector>'))
    .argument('<place>', 'partition:offset', place)
    .action(show);
  consumerFlags(changes(letters.command('replay').description('Produces letters again to their own topics.')))
    .option('--value-file <file>', 'produce the text of this file in place of the value of the one letter named')
    .option('--max-per-second <count>', 'records produced in a second, at most', positive)
    .option('--force', 'also what was replayed three times, discarded letters, and twins of replayed ones')
    .action(replay);
  consumerFlags(
    changes(letters.command('discard').description('Marks letters as done with; they stay in their topic.')),
  )
    .requiredOption('--reason <text>', 'why, for the audit trail')
    .action(discard);
}

function filters(command: Command): Command {
  return command
    .option('--topic <topic>', 'only records of this topic')
    .option('--code <code>', 'only this error code')
    .option('--stage <stage>', 'only what this step refused')
    .option('--from <instant>', 'oldest timestamp, inclusive')
    .option('--to <instant>', 'end of the timestamps, exclusive');
}

function changes(command: Command): Command {
  return filters(
    command
      .argument('<connector>')
      .argument('[places...]', 'partition:offset of letters', (text, before: Place[] | undefined) => [
        ...(before ?? []),
        place(text),
      ]),
  )
    .option('--all', 'all letters, where neither places nor filters are given')
    .option('--dry-run', 'count only; nothing is changed')
    .option('--by <name>', 'who asks, for the audit trail; by default the user of this machine');
}

function place(text: string): Place {
  const [, partition, offset] = /^(\d+):(\d+)$/.exec(text) ?? [];
  if (partition === undefined || offset === undefined) throw new InvalidArgumentError('It must be partition:offset.');
  return { partition: Number(partition), offset: Number(offset) };
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return value;
}

async function list(connector: string, flags: ListFlags): Promise<void> {
  const { state, limit, cursor } = flags;
  const query = { ...filterOf(flags), state, limit, cursor };
  const page = await apiOf(connector, flags).get<{ letters: ListedLetter[]; next: string | null }>('', query);
  if (flags.json) return print(JSON.stringify(page));
  print(page.letters.length === 0 ? 'No dead letters here.' : lettersTable(page.letters));
  if (page.next !== null) print(`more: --cursor ${page.next}`);
}

async function exportLetters(connector: string, flags: ListFlags): Promise<void> {
  const lines = await apiOf(connector, flags).stream('/export', { ...filterOf(flags), state: flags.state });
  try {
    await pipeline(lines, process.stdout, { end: false });
  } catch (cause) {
    throw new SluiceError('APP_UNAVAILABLE', 'exporting dead letters: the connection broke, some are missing', {
      cause,
    });
  }
}

async function show(connector: string, { partition, offset }: Place, flags: ConsumerFlags): Promise<void> {
  const letter = await apiOf(connector, flags).get<ShownLetter>(`/${partition}/${offset}`);
  print(flags.json ? JSON.stringify(letter) : letterText(letter));
}

async function replay(connector: string, places: readonly Place[] | undefined, flags: ReplayFlags): Promise<void> {
  const { valueFile, maxPerSecond, force } = flags;
  if (valueFile !== undefined && places?.length !== 1) throw usage('--value-file needs the place of one letter');
  const edit = valueFile === undefined ? {} : { value: textOf(valueFile) };
  const records = places?.map((place) => ({ ...place, ...edit }));
  await change('replay', 'replayed', connector, records, flags, { maxPerSecond, force });
}

async function discard(connector: string, places: readonly Place[] | undefined, flags: DiscardFlags): Promise<void> {
  await change('discard', 'discarded', connector, places, flags, { reason: flags.reason });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new SluiceError('INPUT_UNREADABLE', `reading ${file}: it cannot be read`, { cause });
  }
}
