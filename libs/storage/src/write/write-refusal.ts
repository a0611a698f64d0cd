import { type ErrorCode, SluiceError } from '@sluice/contracts';

/** One entry of `writeErrors` in the server's reply. */
export interface WriteRefusal {
  readonly index: number;
  readonly code: number;
  readonly keyPattern?: Readonly<Record<string, unknown>> | undefined;
}

export const DUPLICATE_KEY = 11000;

const TOO_LARGE: ReadonlySet<number> = new Set([10334, 17280, 17419, 17420]);
/**
 * Codes that speak of the document itself: BadValue, TypeMismatch, Overflow (nesting), InvalidBSON,
 * DollarPrefixedFieldName, InvalidIdField, NotSingleValueField, InvalidDBRef, EmptyFieldName, DottedFieldName,
 * ShardKeyNotFound, ImmutableField, DocumentValidationFailure, CannotIndexParallelArrays, CannotBuildIndexKeys, and
 * geo keys that cannot be extracted.
 */
const REFUSED: ReadonlySet<number> = new Set([
  2, 14, 15, 22, 52, 53, 54, 55, 56, 57, 61, 66, 121, 171, 201, 16755, 16756,
]);

/** Code of a record that the server will never take, or undefined where the refusal may say nothing about the record. */
export function refusalOf(code: number): Extract<ErrorCode, 'RECORD_TOO_LARGE' | 'STORE_REFUSED'> | undefined {
  if (TOO_LARGE.has(code)) return 'RECORD_TOO_LARGE';
  return REFUSED.has(code) || code === DUPLICATE_KEY ? 'STORE_REFUSED' : undefined;
}

/** The server's messages may quote values, so only the code and the index at fault are kept. */
export function refusedRecord(collection: string, refusal: WriteRefusal): SluiceError {
  const code = refusalOf(refusal.code) ?? 'STORE_REFUSED';
  const context: Record<string, unknown> = { collection, serverCode: refusal.code };
  if (refusal.keyPattern !== undefined) context['uniqueIndex'] = Object.keys(refusal.keyPattern);
  return new SluiceError(code, `writing a record to ${collection}: refused with code ${String(refusal.code)}`, {
    context,
  });
}
