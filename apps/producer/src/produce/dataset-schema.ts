import { existsSync, readFileSync } from 'node:fs';
import { SluiceError } from '@sluice/contracts';
import { type CompiledSchema, compileSchema, SchemaInference } from '@sluice/schema';
import { ByteWindow } from '../input/byte-window.js';
import { openFile } from '../input/byte-source.js';
import { openRows } from '../rows/open-rows.js';
import type { InputFile, TopicInput } from './inputs.js';
import { replaceFile } from './replace-file.js';

export interface SchemaOptions {
  /** A schema given by the user: nothing is inferred. */
  readonly schemaFile?: string;
  /** Types by column that override what was inferred: integer, number, boolean, string, date, date-time. */
  readonly types: ReadonlyMap<string, string>;
  /** Rows of each file to look at; all where absent. */
  readonly inferRows?: number;
  readonly maxRowBytes: number;
  readonly delimiter?: string;
  readonly signal: AbortSignal;
}

export const TYPE_NAMES = ['integer', 'number', 'boolean', 'string', 'date', 'date-time'] as const;

/** Marks a schema file that may be replaced by the next inference. */
const INFERRED = 'Inferred by sluice produce and replaced by its next run; remove this line to keep your changes.';

/**
 * The schema of a topic's files: the one given, else the hand-written one beside the data (`<topic>.schema.json`
 * without the inferred-by line), else inferred from every row of every file, so that no good row is refused later.
 */
export async function datasetSchema(input: TopicInput, path: string, options: SchemaOptions): Promise<CompiledSchema> {
  if (options.schemaFile !== undefined) return compileSchema(readSchema(options.schemaFile));
  if (existsSync(path)) {
    const own = readSchema(path);
    if (own['$comment'] !== INFERRED) return compileSchema(withTypes(own, options.types));
  }
  const inference = new SchemaInference();
  for (const file of input.files) await observeFile(file, inference, options);
  const inferred = inference.finish({ title: input.topic, closed: options.inferRows === undefined });
  return compileSchema(withTypes(inferred, options.types));
}

/** Writes an inferred schema beside the data; one that the user wrote stays untouched. */
export function keepSchema(path: string, schema: CompiledSchema): void {
  if (existsSync(path) && readSchema(path)['$comment'] !== INFERRED) return;
  replaceFile(path, `${JSON.stringify({ $comment: INFERRED, ...schema.source }, undefined, 2)}\n`);
}

function readSchema(path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SluiceError('SCHEMA_INVALID', `reading schema ${path}: ${reason}`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SluiceError('SCHEMA_INVALID', `reading schema ${path}: it is not a JSON object`);
  }
  return value as Record<string, unknown>;
}

function withTypes(schema: Record<string, unknown>, types: ReadonlyMap<string, string>): Record<string, unknown> {
  if (types.size === 0) return schema;
  const properties = { ...(schema['properties'] as Record<string, unknown> | undefined) };
  for (const [name, type] of types) {
    if (!Object.hasOwn(properties, name)) {
      const known = Object.keys(properties).slice(0, 10).join(', ');
      throw new SluiceError('SCHEMA_INVALID', `applying --type: no column ${JSON.stringify(name)}; there are ${known}`);
    }
    properties[name] = type.startsWith('date') ? { type: ['string', 'null'], format: type } : { type: [type, 'null'] };
  }
  return { ...schema, properties };
}

async function observeFile(file: InputFile, inference: SchemaInference, options: SchemaOptions): Promise<void> {
  const source = await openFile(file.path);
  try {
    const window = new ByteWindow(source);
    const rows = await openRows(window, { ...options, format: file.format, inference });
    for (let left = options.inferRows ?? Infinity; left > 0;) {
      const step = rows.step();
      if (step === 'end') return;
      if (step === 'more') {
        options.signal.throwIfAborted();
        await window.fill();
      } else if (step === 'row') {
        rows.observe(inference);
        left -= 1;
      }
    }
  } finally {
    await source.close();
  }
}
