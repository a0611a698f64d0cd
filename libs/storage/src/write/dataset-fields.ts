import { storedFieldName } from '@sluice/contracts';
import { type CompiledSchema, JsonType, typeNames } from '@sluice/schema';
import { BsonType, JSON_TYPE_OF } from './bson-type.js';
import { ALL_TYPES, FieldTable, type NameBudget } from './field-table.js';
import { parseInstant } from './parse-instant.js';
import { quoted, type TranscodeError } from './transcode-error.js';

/** A top-level field as it has occurred in stored records. */
export interface ObservedField {
  readonly name: string;
  readonly storedName: string;
  /** JsonType bits seen; a string that was stored as a date counts as a string. */
  readonly types: number;
}

/**
 * What is known about the top-level fields of a dataset: what the schema allows and what the records held. A record
 * changes it only when it is accepted as a whole.
 */
export class DatasetFields {
  readonly table: FieldTable;
  /** Rises whenever {@link observed} changes. */
  version = 0;
  private readonly allowed: number[] = [];
  private readonly dates: ('date' | 'date-time' | undefined)[] = [];
  private readonly seen: number[] = [];
  private readonly required: number[] = [];
  private readonly allowedOthers: number;
  /** Of the record at hand. */
  private fresh: number[] = [];
  private accepted = 0;
  private mismatches: Map<string, TranscodeError> | undefined;

  constructor(budget: NameBudget, schema?: CompiledSchema) {
    this.table = new FieldTable(budget, 0);
    // Where the whole value is validated, its verdict on types is the only one.
    const checks = schema !== undefined && schema.validate === undefined;
    this.allowedOthers = checks && !schema.allowsOtherFields ? 0 : ALL_TYPES;
    for (const field of schema?.fields.values() ?? []) {
      const index = this.table.add(field.name, storedFieldName(field.name));
      this.allowed[index] = checks ? withIntegers(field.types) : ALL_TYPES;
      this.dates[index] = field.date;
      this.seen[index] = 0;
    }
    if (checks) for (const name of schema.required) this.required.push(this.indexOrAdd(name));
    this.accepted = this.table.count;
  }

  /** Index of a field, made where it is new; -1 where no more fields are learnt. */
  indexOrAdd(name: string): number {
    const known = this.table.find(name);
    if (known >= 0) return known;
    const index = this.table.add(name, storedFieldName(name));
    if (index < 0) return -1;
    this.allowed[index] = this.allowedOthers;
    this.dates[index] = undefined;
    this.seen[index] = 0;
    return index;
  }

  /**
   * Looks at a value whose type is not yet known for its field: field `index`, or -1 with its `name`.
   * @returns milliseconds where a string of a date field is an instant, else NaN
   */
  inspect(index: number, name: string, type: number, out: Buffer, valueAt: number, position: number): number {
    const bit = JSON_TYPE_OF[type] as number;
    let allowed = index < 0 ? this.allowedOthers : (this.allowed[index] as number);
    if (type === BsonType.double && (allowed & JsonType.integer) !== 0 && Number.isInteger(out.readDoubleLE(valueAt))) {
      // To JSON Schema 1.0 is an integer.
      allowed |= JsonType.number;
    }
    if ((allowed & bit) === 0) {
      this.mismatch(name, position, typeNames(allowed), typeNames(bit));
      return Number.NaN;
    }
    const format = index < 0 ? undefined : this.dates[index];
    if (index >= 0 && ((this.seen[index] as number) & bit) === 0) this.fresh.push(index, bit);
    if (format === undefined || type !== BsonType.string) return Number.NaN;
    const instant = parseInstant(out, valueAt + 4, valueAt + 3 + out.readInt32LE(valueAt), format);
    if (Number.isNaN(instant)) this.mismatch(name, position, format, 'string');
    return instant;
  }

  /** Forgets a mismatch: the field occurs again in the same object, and the last one counts. */
  repeat(name: string): void {
    this.mismatches?.delete(name);
  }

  /** The first mismatch of the record at hand, a missing field last. */
  verdict(serial: number): TranscodeError | undefined {
    for (const mismatch of this.mismatches?.values() ?? []) return mismatch;
    for (const index of this.required) {
      if (this.table.stamp[index] !== serial) return missing(this.table.names[index] ?? '');
    }
    return undefined;
  }

  /** Takes over what the record at hand brought. */
  accept(): void {
    const { fresh, seen, table } = this;
    for (let i = 0; i < fresh.length; i += 2) {
      const index = fresh[i] as number;
      const bit = fresh[i + 1] as number;
      seen[index] = (seen[index] as number) | bit;
      // Strings of date fields, and types the schema takes only at a closer look, are looked at every time.
      const plain = (this.allowed[index] as number) & (this.dates[index] === undefined ? ALL_TYPES : ~JsonType.string);
      table.known[index] = (table.known[index] as number) | (bit & plain);
    }
    if (fresh.length > 0) {
      this.version += 1;
      this.fresh = [];
    }
    this.accepted = table.count;
  }

  /** Forgets what the record at hand brought. */
  reject(): void {
    while (this.table.count > this.accepted) this.table.removeLast();
    if (this.fresh.length > 0) this.fresh = [];
    this.mismatches = undefined;
  }

  observed(): ObservedField[] {
    const fields: ObservedField[] = [];
    for (const [index, name] of this.table.names.entries()) {
      const types = this.seen[index] ?? 0;
      if (types !== 0) fields.push({ name, storedName: this.table.storedNames[index] ?? name, types });
    }
    return fields;
  }

  private mismatch(field: string, position: number, expected: string, found: string): void {
    this.mismatches ??= new Map();
    const wanted = expected === '' ? 'no such field' : expected;
    this.mismatches.set(field, {
      code: 'VALUE_SCHEMA_MISMATCH',
      message: `checking a record: field ${quoted(field)} is ${found} where the schema wants ${wanted}`,
      position,
      field,
      expected: wanted,
      found,
    });
  }
}

function missing(field: string): TranscodeError {
  const message = `checking a record: field ${quoted(field)} is required and missing`;
  return { code: 'VALUE_SCHEMA_MISMATCH', message, field, expected: 'a value', found: 'nothing' };
}

function withIntegers(types: number): number {
  return (types & JsonType.number) === 0 ? types : types | JsonType.integer;
}
