import { CellKind } from './cell-kind.js';
import { JsonType } from './compiled-schema.js';

/** What has been seen at one place of a record: grows only, so observing in any order gives the same result. */
export interface ValueShape {
  /** {@link CellKind} bits of CSV cells. */
  cells: number;
  /** JsonType bits of JSON values. */
  types: number;
  /** Whether each JSON string so far was an RFC 3339 date-time with zone, or a date. */
  strings: 'none' | 'date-time' | 'date' | 'text';
  properties: Map<string, ValueShape> | undefined;
  items: ValueShape | undefined;
}

export function emptyShape(): ValueShape {
  return { cells: 0, types: 0, strings: 'none', properties: undefined, items: undefined };
}

/** Adds to `into` everything that `from` has seen; names new to it come last, in their order. */
export function mergeShape(into: ValueShape, from: ValueShape): void {
  into.cells |= from.cells;
  into.types |= from.types;
  if (from.strings !== 'none') {
    into.strings = into.strings === 'none' || into.strings === from.strings ? from.strings : 'text';
  }
  if (from.properties !== undefined) into.properties ??= new Map();
  for (const [name, shape] of from.properties ?? []) mergeShape(propertyOf(into, name), shape);
  if (from.items !== undefined) mergeShape((into.items ??= emptyShape()), from.items);
}

export function propertyOf(shape: ValueShape, name: string): ValueShape {
  const properties = (shape.properties ??= new Map());
  let property = properties.get(name);
  if (property === undefined) {
    property = emptyShape();
    properties.set(name, property);
  }
  return property;
}

const NUMERIC = CellKind.integer | CellKind.number;
const INSTANT = CellKind.date | CellKind.timestamp;

interface Typed {
  readonly types: number;
  readonly format?: 'date-time' | 'date';
}

/** The one type that every cell of a column can be written as; a column without any value is a string. */
function typeOfCells(cells: number): Typed {
  const seen = cells & ~CellKind.missing;
  if (seen === CellKind.boolean) return { types: JsonType.boolean };
  if (seen === CellKind.integer) return { types: JsonType.integer };
  if (seen !== 0 && (seen & ~NUMERIC) === 0) return { types: JsonType.number };
  if (seen === CellKind.date) return { types: JsonType.string, format: 'date' };
  if (seen !== 0 && (seen & ~INSTANT) === 0) return { types: JsonType.string, format: 'date-time' };
  return { types: JsonType.string };
}

function formatOfStrings(strings: ValueShape['strings']): Pick<Typed, 'format'> {
  return strings === 'date-time' || strings === 'date' ? { format: strings } : {};
}

function typed(shape: ValueShape): Typed {
  const cells = shape.cells === 0 ? undefined : typeOfCells(shape.cells);
  if (shape.types === 0) return cells ?? { types: JsonType.string };
  const json: Typed = { types: shape.types, ...formatOfStrings(shape.strings) };
  if (cells === undefined) return json;
  const types = cells.types | json.types;
  const bothStrings = (cells.types & json.types & JsonType.string) !== 0;
  const format = bothStrings && cells.format !== json.format ? undefined : (cells.format ?? json.format);
  return format === undefined ? { types } : { types, format };
}

const ORDER = ['object', 'array', 'boolean', 'integer', 'number', 'string'] as const;

/** JSON Schema of a shape; every value may also be null. Objects are closed where `closed` is set. */
export function schemaOfShape(shape: ValueShape, closed: boolean): Record<string, unknown> {
  const { types: seen, format } = typed(shape);
  const bits = (seen & JsonType.number) !== 0 ? seen & ~JsonType.integer : seen;
  const names: string[] = ORDER.filter((name) => (bits & JsonType[name]) !== 0);
  if (names.length === 0) names.push('string');
  const schema: Record<string, unknown> = { type: [...names, 'null'] };
  if (format !== undefined) schema['format'] = format;
  if ((bits & JsonType.object) !== 0 && shape.properties !== undefined) {
    schema['properties'] = schemasOfProperties(shape.properties, closed);
    if (closed) schema['additionalProperties'] = false;
  }
  if ((bits & JsonType.array) !== 0 && shape.items !== undefined) schema['items'] = schemaOfShape(shape.items, closed);
  return schema;
}

export function schemasOfProperties(
  properties: ReadonlyMap<string, ValueShape>,
  closed: boolean,
): Record<string, unknown> {
  return Object.fromEntries([...properties].map(([name, shape]) => [name, schemaOfShape(shape, closed)]));
}
