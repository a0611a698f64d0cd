import { readFile } from 'node:fs/promises';
import { compileSchema, JsonType } from '@sluice/schema';
import { DatasetCatalog, type MongoConnection, openDatabase, prepareRecordModel } from '@sluice/storage';

type Cell = string | number | Date | null;

/** Stores a dataset as the consumer does: the entry of the catalogue first, then the records. */
export async function seed(
  connection: MongoConnection,
  name: string,
  records: readonly Record<string, unknown>[],
  properties?: Record<string, object>,
): Promise<void> {
  const observed = new Map<string, number>();
  for (const record of records) {
    for (const [field, value] of Object.entries(record)) {
      if (!/^_(?:id|ts|key)$/.test(field)) observed.set(field, (observed.get(field) ?? 0) | typeOf(value));
    }
  }
  await new DatasetCatalog(connection).upsert({
    name,
    connector: 'test',
    topic: name,
    observed: [...observed].map(([field, types]) => ({ name: field, storedName: field, types })),
    ...(properties ? { schema: compileSchema({ type: 'object', properties }) } : {}),
  });
  await prepareRecordModel(connection, name);
  const database = await openDatabase(connection, 'seeding');
  const began = Date.UTC(2025, 0, 1);
  const documents = records.map((record, i) => ({
    _id: `${name}#0#${i}`,
    _ts: new Date(began + i * 1_000),
    ...record,
  }));
  if (documents.length > 0) await database.collection<{ _id: string }>(name).insertMany(documents);
}

/** The first rows of a sample file, dates as dates, and the JSON Schema properties of their columns. */
export async function sample(name: string, rows: number) {
  const text = await readFile(new URL(`../../../sample_data/${name}/${name}.csv`, import.meta.url), 'utf8');
  const [header = [], ...lines] = text
    .split('\n', rows + 1)
    .filter(Boolean)
    .map((line) => line.trim().split(','));
  const records = lines.map((cells) => Object.fromEntries(header.map((column, i) => [column, cell(cells[i] ?? '')])));
  const properties = Object.fromEntries(header.map((column) => [column, property(records[0]?.[column] ?? null)]));
  return { records, properties };
}

function cell(text: string): Cell {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (/^\d{4}-/.test(text)) return new Date(text.length === 10 ? text : `${text.replace(' ', 'T')}Z`);
  return text === '' ? null : text;
}

function property(value: Cell): object {
  if (value instanceof Date) return { type: ['string', 'null'], format: 'date-time' };
  return { type: [typeof value === 'number' ? 'number' : 'string', 'null'] };
}

function typeOf(value: unknown): number {
  if (value === null || value === undefined) return JsonType.null;
  if (Array.isArray(value)) return JsonType.array;
  if (typeof value === 'string' || value instanceof Date) return JsonType.string;
  if (typeof value === 'boolean') return JsonType.boolean;
  if (typeof value === 'number') return Number.isInteger(value) ? JsonType.integer : JsonType.number;
  return typeof value === 'object' && '_bsontype' in value ? JsonType.integer : JsonType.object;
}
