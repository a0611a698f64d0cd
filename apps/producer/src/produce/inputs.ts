import { accessSync, constants, readdirSync, statSync, type Stats } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { SluiceError } from '@sluice/contracts';
import { formatOf, type RowFormat } from '../rows/open-rows.js';

export interface InputFile {
  /** As given or found, for messages. */
  readonly path: string;
  readonly format: RowFormat;
  readonly size: number;
}

/** All files that go to one topic; they share one schema. */
export interface TopicInput {
  readonly topic: string;
  /** Where schema and checkpoint go. */
  readonly folder: string;
  readonly files: readonly InputFile[];
}

interface InputOptions {
  readonly topic?: string;
  readonly format?: RowFormat;
}

const TOPIC_NAME = /^[\w.-]{1,249}$/;

/** Files that produce itself writes beside the data, and hidden ones. */
function isData(name: string): boolean {
  return !name.startsWith('.') && !/\.(?:rejects\.ndjson|schema\.json|checkpoint\.json)$/.test(name);
}

/**
 * Finds what is to be produced. A folder with data files is a topic named like it; a folder of such folders is as
 * many topics; a single file goes to the topic named like its folder. `topic` puts everything into one.
 * @throws SluiceError INPUT_UNREADABLE, TOPIC_INVALID
 */
export function findInputs(paths: readonly string[], options: InputOptions): TopicInput[] {
  const topics = new Map<string, { folder: string; files: InputFile[] }>();
  const add = (file: string, format: RowFormat): void => {
    const folder = dirname(resolve(file));
    const topic = options.topic ?? basename(folder);
    const entry = topics.get(topic) ?? { folder, files: [] };
    topics.set(topic, entry);
    if (entry.files.every((known) => resolve(known.path) !== resolve(file))) {
      entry.files.push({ path: file, format, size: stats(file).size });
    }
  };
  for (const path of paths) {
    const found = stats(path).isDirectory() ? filesOf(path, options.format) : [inputFile(path, options.format)];
    for (const [file, format] of found) add(file, format);
  }
  return [...topics].map(([topic, { folder, files }]) => {
    if (!TOPIC_NAME.test(topic) || topic === '.' || topic === '..') {
      throw new SluiceError('TOPIC_INVALID', `choosing topic: ${JSON.stringify(topic)} is no topic name; give --topic`);
    }
    return { topic, folder, files };
  });
}

function stats(path: string): Stats {
  try {
    return statSync(path);
  } catch (cause) {
    throw new SluiceError('INPUT_UNREADABLE', `reading ${path}: no such file or folder`, { cause });
  }
}

function inputFile(path: string, format: RowFormat | undefined): [string, RowFormat] {
  const known = format ?? formatOf(path);
  if (known === undefined) {
    throw new SluiceError(
      'INPUT_UNREADABLE',
      `reading ${path}: its extension is not one of .csv .tsv .ndjson .jsonl .json (.gz after it allowed); give --format`,
    );
  }
  return [path, known];
}

/** Data files of a folder, or of the folders in it; both at once would leave the topic open. */
function filesOf(folder: string, format: RowFormat | undefined): [string, RowFormat][] {
  const names = readdirSync(folder).filter(isData).sort();
  const isFolder = (name: string): boolean => stats(join(folder, name)).isDirectory();
  const dataFiles = (base: string, all: readonly string[]): [string, RowFormat][] =>
    all.flatMap((name): [string, RowFormat][] => {
      const known = formatOf(name);
      if (known === undefined || stats(join(base, name)).isDirectory()) return [];
      return [[join(base, name), format ?? known]];
    });
  const own = dataFiles(folder, names);
  const inner = names.filter(isFolder).flatMap((name) => {
    const base = join(folder, name);
    return dataFiles(base, readdirSync(base).filter(isData).sort());
  });
  if (own.length > 0 && inner.length > 0) {
    throw new SluiceError(
      'INPUT_UNREADABLE',
      `reading ${folder}: it holds data files (${basename(own[0]?.[0] ?? '')}) and folders of them ` +
        `(${basename(dirname(inner[0]?.[0] ?? ''))}), so the topic is not clear; name the files or one folder`,
    );
  }
  if (own.length + inner.length === 0) {
    throw new SluiceError('INPUT_UNREADABLE', `reading ${folder}: no .csv, .tsv, .ndjson, .jsonl or .json file in it`);
  }
  return own.length > 0 ? own : inner;
}

/** Path of a file that produce writes: beside the data, or in the working folder where that is read-only. */
export function writablePath(folder: string, name: string, notice: (text: string) => void): string {
  const preferred = join(folder, name);
  try {
    accessSync(folder, constants.W_OK);
    return preferred;
  } catch {
    const other = resolve(name);
    notice(`${folder} is read-only, writing ${other} instead`);
    return other;
  }
}
