import { type Command, InvalidArgumentError, Option } from 'commander';
import { TYPE_NAMES } from '../produce/dataset-schema.js';
import { ROW_FORMATS, type RowFormat } from '../rows/open-rows.js';
import { DEFAULT_MAX_ROW_BYTES } from '../rows/row-reader.js';

/** What commander hands to the action of `sluice produce`. */
export interface ProduceFlags {
  readonly topic?: string;
  readonly key?: string;
  readonly type: ReadonlyMap<string, string>;
  readonly schema?: string;
  readonly inferRows?: number;
  readonly format?: RowFormat;
  readonly delimiter?: string;
  readonly rejects?: string;
  readonly report?: string;
  readonly resume?: true;
  readonly checkpoint?: string;
  readonly compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  readonly partitions?: number;
  readonly batchBytes: number;
  readonly maxRowBytes: number;
  readonly dryRun?: true;
  readonly json?: true;
  readonly quiet?: true;
  readonly bootstrapServers?: string;
}

const DELIMITERS: Readonly<Record<string, string>> = { tab: '\t', comma: ',', semicolon: ';', pipe: '|' };

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number above 0.');
  return value;
}

function addType(text: string, types: ReadonlyMap<string, string>): Map<string, string> {
  const cut = text.lastIndexOf('=');
  const type = text.slice(cut + 1);
  if (cut < 1 || !TYPE_NAMES.some((name) => name === type)) {
    throw new InvalidArgumentError(`Write column=type, type one of ${TYPE_NAMES.join(', ')}.`);
  }
  return new Map([...types, [text.slice(0, cut), type]]);
}

function delimiterOf(text: string): string {
  const delimiter = DELIMITERS[text] ?? text;
  if (delimiter.length !== 1 || delimiter.charCodeAt(0) > 126 || '"\r\n'.includes(delimiter)) {
    throw new InvalidArgumentError('It must be one ASCII character, or tab, comma, semicolon, pipe.');
  }
  return delimiter;
}

const EXAMPLES = `
Examples:
  $ sluice produce sample_data                     each folder in it is a topic
  $ sluice produce readings.csv --topic sensor     one file to a topic of your choice
  $ sluice produce big.csv.gz --key sensor_id --type zip=string
  $ sluice produce sample_data --resume            go on after an interruption
  $ sluice produce readings.csv --dry-run          types and bad rows, without Kafka

Types: integer, decimal, boolean (true/false), timestamp, date, string, from all rows. Empty, na, NA and null are
missing. A leading zero makes a string. Timestamps without a zone are UTC. More than 34 digits make a string.
Bad rows go to <file>.rejects.ndjson with line and reason, and the rest goes on; the exit code is then 2.`;

/** Describes the flags of `sluice produce`. */
export function describeProduce(command: Command): Command {
  return command
    .summary('send CSV, NDJSON or JSON files to topics')
    .description('Reads files (.csv .tsv .ndjson .jsonl .json, also .gz) and sends each row as JSON to a topic.')
    .option('--topic <name>', 'topic for everything given; otherwise the name of the folder that a file lies in')
    .option('--key <field>', 'field whose text becomes the record key; otherwise a random UUID')
    .option('--type <column=type>', 'type of a column, instead of the inferred one; repeatable', addType, new Map())
    .option('--schema <file>', 'JSON Schema of the records; nothing is inferred')
    .option(
      '--infer-rows <count>',
      'infer types from the first rows only; later rows may then be refused',
      positiveInteger,
    )
    .addOption(new Option('--format <format>', 'format, where the extension does not tell').choices([...ROW_FORMATS]))
    .option('--delimiter <character>', 'CSV delimiter; otherwise found out from the header', delimiterOf)
    .option('--rejects <folder>', 'folder for the rejects files; otherwise beside each input')
    .option('--report <file>', 'write a delivery report per record (NDJSON)')
    .option('--resume', 'go on behind the last acknowledged row of an interrupted run')
    .option('--checkpoint <file>', 'where progress is kept; otherwise <topic>.checkpoint.json beside the data')
    .addOption(
      new Option('--compression <codec>', 'compression of batches')
        .choices(['none', 'gzip', 'snappy', 'lz4', 'zstd'])
        .default('zstd'),
    )
    .option('--partitions <count>', 'partitions of a topic that does not exist yet', positiveInteger)
    .option('--batch-bytes <bytes>', 'bytes of records in one request', positiveInteger, 768 * 1024)
    .option('--max-row-bytes <bytes>', 'a longer row is rejected', positiveInteger, DEFAULT_MAX_ROW_BYTES)
    .option('--dry-run', 'read, infer and check everything, send and write nothing; prints the schema')
    .option('--bootstrap-servers <list>', 'brokers; otherwise KAFKA_BOOTSTRAP_SERVERS or BOOTSTRAP_SERVER')
    .option('--json', 'print the summary as JSON')
    .option('--quiet', 'print only errors')
    .addHelpText('after', EXAMPLES);
}
