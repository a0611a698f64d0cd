/** Bits of a JSON type set. An integer satisfies `number` as in JSON Schema, so `number` alone accepts integers. */
export const JsonType = {
  null: 1,
  boolean: 2,
  integer: 4,
  number: 8,
  string: 16,
  object: 32,
  array: 64,
} as const;

/** One top-level field of a dataset as the write path and the query builder need it. */
export interface CompiledField {
  /** The record's own name, as in the file or message. */
  readonly name: string;
  /** Union of {@link JsonType} bits that the schema allows. */
  readonly types: number;
  /** Set where a string is an instant and is stored as a BSON date. */
  readonly date?: 'date-time' | 'date';
}

/** Why a record does not match its schema. */
export interface SchemaViolation {
  /** JSON Pointer of the offending value, `""` for the record itself. */
  readonly pointer: string;
  readonly message: string;
}

/** A JSON Schema made ready for use record by record. Built once per schema by `compileSchema`. */
export interface CompiledSchema {
  /** First 16 hex characters of the SHA-256 of the canonical schema text. */
  readonly fingerprint: string;
  readonly source: Readonly<Record<string, unknown>>;
  readonly fields: ReadonlyMap<string, CompiledField>;
  readonly required: readonly string[];
  /** False where `additionalProperties` is false: a field outside {@link fields} is a violation. */
  readonly allowsOtherFields: boolean;
  /**
   * Present only where the schema asks for more than top-level types, dates, required and additionalProperties:
   * checks the parsed value against the whole schema.
   */
  readonly validate?: (value: unknown) => SchemaViolation | undefined;
}
