import { extname } from 'node:path';
import type { ExportRequest } from '@sluice/client';
import { type Command, Option } from 'commander';
import { usage } from '../usage.js';
import { asking } from './asking.js';
import { list, positive } from './flag-values.js';
import { emit, remark } from './output.js';
import { queryFlags, type QueryFlags } from './query-flags.js';
import { selectionFlags, type SelectionFlags, selectionOf } from './selection-flags.js';

type Format = NonNullable<ExportRequest['format']>;

interface ExportFlags extends QueryFlags, SelectionFlags {
  readonly format?: Format;
  readonly fields?: readonly string[];
  readonly sort?: readonly string[];
  readonly limit?: number;
  readonly after?: string;
}

const FORMATS: readonly Format[] = ['csv', 'ndjson', 'parquet', 'arrow'];
const BINARY: ReadonlySet<Format> = new Set(['parquet', 'arrow']);

const HELP = `
The file appears under its name when it is whole. Without a file the bytes go to standard output.

Examples:
  $ sluice query export occupancy occupancy.parquet
  $ sluice query export occupancy --format csv --since 1d | gzip > day.csv.gz`;

/** Adds `sluice query export <dataset> [file]`. */
export function registerExport(query: Command): void {
  const command = query
    .command('export')
    .description('Writes records as a file: CSV, NDJSON, Parquet or Arrow.')
    .argument('<dataset>')
    .argument('[file]', 'its extension says the format: .csv, .ndjson, .parquet, .arrow');
  queryFlags(selectionFlags(command))
    .addOption(new Option('--format <format>', 'by default that of the file, else csv').choices(FORMATS))
    .option('--fields <list>', 'columns in this order, separated by commas; by default all', list)
    .option('--sort <list>', 'fields to sort by, - before a name for descending', list)
    .option('--limit <count>', 'records at most', positive)
    .option('--after <id>', 'goes on after the record with this _id, with the same filters and sort')
    .addHelpText('after', HELP)
    .action((dataset: string, file: string | undefined, flags: ExportFlags) => {
      const { fields, sort, limit, after } = flags;
      const format = formatOf(file, flags.format);
      const request = { ...selectionOf(flags), format, fields, sort, limit, after };
      return asking(flags, async (client, signal) => {
        if (file !== undefined) {
          const started = performance.now();
          const bytes = await client.exportToFile(dataset, file, request, { signal });
          const seconds = ((performance.now() - started) / 1_000).toFixed(1);
          return remark(`${file}: ${bytes.toLocaleString('en')} bytes in ${seconds} s`);
        }
        for await (const part of await client.export(dataset, request, { signal })) await emit(part);
      });
    });
}

function formatOf(file: string | undefined, given: Format | undefined): Format {
  if (given !== undefined || file === undefined) {
    const format = given ?? 'csv';
    if (file === undefined && BINARY.has(format) && process.stdout.isTTY) {
      throw usage(`${format} is no text for a terminal; name a file: sluice query export <dataset> <file>.${format}`);
    }
    return format;
  }
  const extension = extname(file).slice(1).toLowerCase();
  const format = FORMATS.find((one) => one === (extension === 'jsonl' ? 'ndjson' : extension));
  if (format === undefined) throw usage(`${file} does not say its format; give --format ${FORMATS.join('|')}`);
  return format;
}
