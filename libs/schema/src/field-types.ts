import { type CompiledField, JsonType } from './compiled-schema.js';

type Schema = Readonly<Record<string, unknown>>;

export const ANY_TYPE =
  JsonType.null |
  JsonType.boolean |
  JsonType.integer |
  JsonType.number |
  JsonType.string |
  JsonType.object |
  JsonType.array;

const MAX_REFERENCES = 16;

export function isSchemaObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The schema that a chain of local references (`#/…`) ends at; the last known one where it leads elsewhere. */
export function resolveLocal(root: Schema, schema: Schema): Schema {
  let current = schema;
  for (let hop = 0; hop < MAX_REFERENCES; hop += 1) {
    const reference = current['$ref'];
    if (typeof reference !== 'string' || !reference.startsWith('#')) return current;
    let target: unknown = root;
    for (const token of reference.slice(1).split('/').filter(Boolean)) {
      const name = decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~');
      target = isSchemaObject(target) ? target[name] : undefined;
    }
    if (!isSchemaObject(target)) return current;
    current = target;
  }
  return current;
}

function typeOfValue(value: unknown): number {
  if (value === null) return JsonType.null;
  if (Array.isArray(value)) return JsonType.array;
  switch (typeof value) {
    case 'boolean':
      return JsonType.boolean;
    case 'number':
      return Number.isInteger(value) ? JsonType.integer : JsonType.number;
    case 'string':
      return JsonType.string;
    default:
      return JsonType.object;
  }
}

function declaredTypes(type: unknown): number {
  const names: unknown[] = Array.isArray(type) ? type : [type];
  let bits = 0;
  for (const name of names) {
    if (typeof name === 'string' && name in JsonType) bits |= JsonType[name as keyof typeof JsonType];
  }
  return bits;
}

/**
 * What a property's schema says about types and dates. Never narrower than the schema: where keywords combine in a
 * way that is not followed here, every type is allowed and the full validator decides.
 */
export function fieldOf(root: Schema, name: string, property: unknown): CompiledField {
  const shape = shapeOf(root, property, 0);
  return shape.date === undefined ? { name, types: shape.types } : { name, types: shape.types, date: shape.date };
}

interface Shape {
  readonly types: number;
  readonly date?: 'date-time' | 'date' | undefined;
}

function shapeOf(root: Schema, property: unknown, depth: number): Shape {
  if (!isSchemaObject(property) || depth > MAX_REFERENCES) return { types: ANY_TYPE };
  const schema = resolveLocal(root, property);
  const format = schema['format'];
  const date = format === 'date-time' || format === 'date' ? format : undefined;
  const branches = schema['anyOf'] ?? schema['oneOf'];
  if (schema['type'] !== undefined) return { types: declaredTypes(schema['type']), date };
  if (Array.isArray(branches)) {
    const shapes = branches.map((branch) => shapeOf(root, branch, depth + 1));
    return {
      types: shapes.reduce((bits, shape) => bits | shape.types, 0),
      date: shapes.find((shape) => shape.date !== undefined)?.date,
    };
  }
  if (Array.isArray(schema['enum'])) {
    return { types: schema['enum'].reduce((bits: number, value) => bits | typeOfValue(value), 0) };
  }
  if ('const' in schema) return { types: typeOfValue(schema['const']) };
  return { types: ANY_TYPE, date };
}
