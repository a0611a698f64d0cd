type Schema = Readonly<Record<string, unknown>>;

const PROTO = '__proto__';
/** Keywords whose values are data, not schemas. */
const DATA: ReadonlySet<string> = new Set(['const', 'default', 'enum', 'examples']);

/**
 * The same schema with each property `__proto__` said by a pattern, because Ajv passes over a property of that name and
 * then takes the field for an additional one.
 */
export function withProtoAsPattern(schema: Schema): Schema {
  const entries = Object.entries(schema).map(([keyword, value]) => [
    keyword,
    DATA.has(keyword) ? value : within(value),
  ]);
  const copy = Object.fromEntries(entries) as Record<string, unknown>;
  const { properties, patternProperties } = copy;
  if (!isObject(properties) || !Object.hasOwn(properties, PROTO)) return copy;
  const { [PROTO]: property, ...others } = properties;
  const patterns = isObject(patternProperties) ? patternProperties : {};
  return { ...copy, properties: others, patternProperties: { ...patterns, [`^${PROTO}$`]: property } };
}

function within(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(within);
  return isObject(value) ? withProtoAsPattern(value) : value;
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
