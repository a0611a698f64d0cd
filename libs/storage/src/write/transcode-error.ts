import type { ErrorCode } from '@sluice/contracts';

/** Of a name or pointer in a message, which goes into a header of the dead letter and perhaps into the log. */
const QUOTED_CHARACTERS = 100;

/** A name of the record's own, for a message: it may be megabytes long. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > QUOTED_CHARACTERS ? `${name.slice(0, QUOTED_CHARACTERS)}…` : name);
}

/** Why one record cannot become a document. An expected outcome, hence a value; the record is dead-lettered. */
export interface TranscodeError {
  readonly code: Extract<
    ErrorCode,
    | 'RECORD_TOO_LARGE'
    | 'VALUE_NOT_JSON'
    | 'VALUE_TOO_DEEP'
    | 'VALUE_BAD_FIELD_NAME'
    | 'VALUE_SCHEMA_MISMATCH'
    | 'KEY_MISSING'
  >;
  /** In the gerund, without payload. */
  readonly message: string;
  /** Byte position within the JSON text; absent where the record as a whole is at fault. */
  readonly position?: number;
  /** Field at fault, as in the record. */
  readonly field?: string;
  /** Types that the schema allows, and the one found. */
  readonly expected?: string;
  readonly found?: string;
}
