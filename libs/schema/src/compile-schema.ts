import { SluiceError } from '@sluice/contracts';
import { Ajv } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { schemaFingerprint } from './canonical-json.js';
import { type CompiledField, type CompiledSchema, JsonType, type SchemaViolation } from './compiled-schema.js';
import { fieldOf, isSchemaObject, resolveLocal } from './field-types.js';
import { withProtoAsPattern } from './proto-properties.js';

type Schema = Readonly<Record<string, unknown>>;

/** Keywords that assert something beyond what {@link CompiledField} carries; all others are annotations. */
const CONSTRAINTS: ReadonlySet<string> = new Set(
  (
    '$ref $dynamicRef $recursiveRef allOf anyOf oneOf not if then else enum const dependentSchemas dependentRequired ' +
    'dependencies patternProperties propertyNames minProperties maxProperties unevaluatedProperties ' +
    'multipleOf minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength pattern ' +
    'items prefixItems additionalItems contains minContains maxContains minItems maxItems uniqueItems unevaluatedItems'
  ).split(' '),
);
const OBJECT_CONSTRAINTS = ['properties', 'required', 'additionalProperties'];

/**
 * Makes a JSON Schema (2020-12 by default, 2019-09 or draft-07 by `$schema`) ready for use record by record.
 * @throws SluiceError SCHEMA_INVALID where it is malformed, refers outside itself or does not describe an object.
 */
export function compileSchema(source: Schema): CompiledSchema {
  const ajv = validatorFor(source['$schema']);
  if (ajv.validateSchema(source) !== true) {
    const first = ajv.errors?.[0];
    throw invalid(`compiling schema: ${first?.instancePath ?? ''} ${first?.message ?? 'malformed'}`.replace('  ', ' '));
  }
  const root = resolveLocal(source, source);
  const properties = isSchemaObject(root['properties']) ? root['properties'] : {};
  assertObjectSchema(root);
  const fields = new Map<string, CompiledField>();
  for (const [name, property] of Object.entries(properties)) fields.set(name, fieldOf(source, name, property));
  const compiled = {
    fingerprint: schemaFingerprint(source),
    source,
    fields,
    required: Array.isArray(root['required']) ? root['required'].map(String) : [],
    allowsOtherFields: root['additionalProperties'] !== false,
  };
  return isPlain(source, properties) ? compiled : { ...compiled, validate: fullValidator(ajv, source) };
}

function assertObjectSchema(root: Schema): void {
  const type = root['type'];
  const describesObject =
    type === undefined
      ? ['properties', 'allOf', 'anyOf', 'oneOf'].some((keyword) => keyword in root)
      : type === 'object' || (Array.isArray(type) && type.includes('object'));
  if (!describesObject) {
    throw invalid('compiling schema: a record is an object, so the schema needs "type": "object"', { type });
  }
}

function validatorFor(dialect: unknown): Ajv {
  // Without ownProperties a record that lacks a field named toString is taken to have Object's.
  const options = { strict: false, allErrors: false, validateFormats: true, ownProperties: true } as const;
  const name =
    typeof dialect === 'string' ? dialect.replace(/^https?:\/\/json-schema\.org\//, '').replace(/#$/, '') : '';
  let ajv: Ajv;
  if (dialect === undefined || name === 'draft/2020-12/schema') ajv = new Ajv2020(options);
  else if (name === 'draft/2019-09/schema') ajv = new Ajv2019(options);
  else if (name === 'draft-07/schema') ajv = new Ajv(options);
  else {
    throw invalid(`compiling schema: dialect ${JSON.stringify(dialect)} is not known; use draft 2020-12 or draft-07`);
  }
  ajvFormats.default(ajv);
  return ajv;
}

/** Whether top-level types, dates, required and additionalProperties say all that the schema does. */
function isPlain(root: Schema, properties: Schema): boolean {
  const extra = root['additionalProperties'];
  if (extra !== undefined && typeof extra !== 'boolean') return false;
  if (hasConstraint(root)) return false;
  return Object.values(properties).every((property) => {
    if (property === true) return true;
    if (!isSchemaObject(property) || hasConstraint(property)) return false;
    if (OBJECT_CONSTRAINTS.some((keyword) => keyword in property)) return false;
    const format = property['format'];
    return format === undefined || format === 'date-time' || format === 'date';
  });
}

function hasConstraint(schema: Schema): boolean {
  return Object.keys(schema).some((keyword) => CONSTRAINTS.has(keyword));
}

function fullValidator(ajv: Ajv, source: Schema): (value: unknown) => SchemaViolation | undefined {
  let check;
  try {
    check = ajv.compile(withProtoAsPattern(source));
  } catch (cause) {
    throw invalid(`compiling schema: ${cause instanceof Error ? cause.message : 'it does not compile'}`, {}, cause);
  }
  return (value) => {
    if (check(value)) return undefined;
    const first = check.errors?.[0];
    return { pointer: first?.instancePath ?? '', message: first?.message ?? 'does not match the schema' };
  };
}

function invalid(message: string, context: Record<string, unknown> = {}, cause?: unknown): SluiceError {
  return new SluiceError('SCHEMA_INVALID', message, { context, cause });
}

/** Names of the types in a {@link JsonType} mask, for messages. */
export function typeNames(types: number): string {
  const names = Object.entries(JsonType).filter(([, bit]) => (types & bit) !== 0);
  return names.map(([name]) => name).join(' or ');
}
