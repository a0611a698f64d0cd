import type { Dataset, Field } from './api/answers.js';

/** The parts of a JSON Schema that tell fields. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

const FORMATS = ['date', 'date-time'] as const;
/** Deeper, and with more fields, nobody looks for one in a list. */
const [DEPTH, MOST] = [6, 2_000];

/**
 * The fields of a dataset, each object followed by what its schema says is in it, as `position.x`. A name with a dot of
 * its own cannot be asked for within an object; lists are not gone into.
 */
export function withNested(fields: Dataset['fields'], schema: unknown): Field[] {
  const known = new Set(fields.map(({ name }) => name));
  const { properties = {} } = (schema ?? {}) as Schema; // what is of no such kind has no properties
  let left = MOST;
  const within = (outer: string, { properties: inner = {} }: Schema, depth: number): Field[] =>
    Object.entries(inner).flatMap(([key, one]) => {
      const name = `${outer}.${key}`;
      if (key === '' || /[.$]/.test(key) || known.has(name) || (left -= 1) < 0) return [];
      const types = typeof one.type === 'string' ? [one.type] : (one.type ?? []);
      const format = FORMATS.find((known) => known === one.format);
      const field: Field = { name, types, ...(format ? { format } : {}), isAdded: false, isNested: true };
      const inside = depth < DEPTH ? within(name, one, depth + 1) : [];
      // Objects in between say nothing that their parts do not.
      return inside.length > 0 ? inside : [field];
    });
  return fields.flatMap((field) => {
    const own = Object.hasOwn(properties, field.name) ? properties[field.name] : undefined;
    return own === undefined || field.isAdded ? [field] : [field, ...within(field.name, own, 1)];
  });
}
