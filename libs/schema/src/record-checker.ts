import { SluiceError } from '@sluice/contracts';
import { type CompiledField, type CompiledSchema, JsonType } from './compiled-schema.js';
import { InstantKind, instantKind, isRfc3339 } from './cell-instant.js';
import { typeNames } from './compile-schema.js';
import { JsonScanner, jsonText } from './json-scanner.js';

/**
 * Checks records as bytes of JSON: syntax, being an object, and the schema where there is one. Returns the error
 * (codes VALUE_NOT_JSON, VALUE_TOO_DEEP, VALUE_SCHEMA_MISMATCH) instead of throwing it, as bad rows are expected.
 * Instances are not shared between interleaved checks.
 */
export class RecordChecker {
  private readonly scanner = new JsonScanner();
  private seen = 0;
  private violation: string | undefined;
  private bytes: Buffer = Buffer.alloc(0);

  constructor(private readonly schema?: CompiledSchema) {}

  check(bytes: Buffer, start: number, end: number): SluiceError | undefined {
    this.bytes = bytes;
    this.seen = 0;
    this.violation = undefined;
    const type = this.scanner.scan(bytes, start, end, this.schema === undefined ? undefined : this.visit);
    const fault = this.scanner.fault;
    if (fault !== undefined) {
      const code = fault.tooDeep ? 'VALUE_TOO_DEEP' : 'VALUE_NOT_JSON';
      return new SluiceError(code, `reading JSON: ${fault.message} at byte ${fault.at - start}`);
    }
    if (type !== JsonType.object) return new SluiceError('VALUE_NOT_JSON', 'reading JSON: a record is an object');
    return this.schema === undefined ? undefined : this.checkWhole(this.schema, start, end);
  }

  private checkWhole(schema: CompiledSchema, start: number, end: number): SluiceError | undefined {
    let problem = this.violation;
    if (problem === undefined && this.seen < schema.required.length) problem = 'a required field is missing';
    if (problem === undefined && (schema.validate !== undefined || schema.required.length > 0)) {
      const value = JSON.parse(this.bytes.toString('utf8', start, end)) as Record<string, unknown>;
      const missing = schema.required.find((name) => !Object.hasOwn(value, name));
      if (missing === undefined) {
        const violation = schema.validate?.(value);
        if (violation !== undefined) problem = `${violation.pointer || 'the record'} ${violation.message}`;
      } else {
        problem = `field ${JSON.stringify(missing)} is missing`;
      }
    }
    return problem === undefined ? undefined : new SluiceError('VALUE_SCHEMA_MISMATCH', `checking record: ${problem}`);
  }

  private readonly visit = (
    nameStart: number,
    nameEnd: number,
    valueStart: number,
    valueEnd: number,
    type: number,
  ): void => {
    this.seen += 1;
    if (this.violation !== undefined || this.schema === undefined) return;
    const name = jsonText(this.bytes, nameStart, nameEnd);
    const field = this.schema.fields.get(name);
    if (field === undefined) {
      if (!this.schema.allowsOtherFields) this.violation = `field ${JSON.stringify(name)} is not in the schema`;
    } else if (!accepts(field, type)) {
      this.violation = `field ${JSON.stringify(name)} is ${typeNames(type)}, expected ${typeNames(field.types)}`;
    } else if (field.date !== undefined && type === JsonType.string) {
      this.checkDate(field, valueStart + 1, valueEnd - 1);
    }
  };

  private checkDate(field: CompiledField, start: number, end: number): void {
    const fits =
      field.date === 'date'
        ? instantKind(this.bytes, start, end) === InstantKind.date
        : isRfc3339(this.bytes, start, end);
    if (!fits) this.violation = `field ${JSON.stringify(field.name)} is not a ${field.date} of RFC 3339`;
  }
}

/** As in JSON Schema an integer is also a number; `1.0` counts as a number only, as its bytes say. */
function accepts(field: CompiledField, type: number): boolean {
  if ((field.types & type) !== 0) return true;
  return type === JsonType.integer && (field.types & JsonType.number) !== 0;
}
