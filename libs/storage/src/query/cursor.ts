import { SluiceError } from '@sluice/contracts';
import mongoose from 'mongoose';
import { orderedType } from './sort-order.js';

const { BSON } = mongoose.mongo;
const MAX_LENGTH = 8_192;

/** Where a page begins: the dataset, the sort, and the values of the sort's keys in the record beside it. */
export interface Position {
  readonly dataset: string;
  readonly sort: string;
  readonly values: readonly unknown[];
  /** Whether the page ends before that record, rather than begins after it. */
  readonly isBackwards: boolean;
}

/** A position as opaque text that is safe in URLs. It keeps the types of the values. */
export function encodeCursor({ dataset, sort, values, isBackwards }: Position): string {
  const position = { d: dataset, s: sort, k: values.map((value) => value ?? null) };
  const bytes = BSON.serialize(isBackwards ? { ...position, b: true } : position);
  return Buffer.from(bytes).toString('base64url');
}

/**
 * What a cursor of the same dataset and sort says.
 * @throws SluiceError REQUEST_INVALID for any other text
 */
export function decodeCursor(text: string, dataset: string, sort: string, keys: number): Position {
  const { d, s, k, b } = decoded(text);
  if (typeof d !== 'string' || typeof s !== 'string' || !Array.isArray(k)) throw wrong('it is not one of ours');
  if (d !== dataset) throw wrong('it belongs to another dataset');
  if (s !== sort || k.length !== keys) throw wrong('it belongs to another sort; repeat the sort of the first page');
  for (const value of k) orderedType(value);
  return { dataset, sort, values: k, isBackwards: b === true };
}

function decoded(text: string): Record<string, unknown> {
  if (text.length > MAX_LENGTH || !/^[\w-]+$/.test(text)) throw wrong('it is not one of ours');
  try {
    return BSON.deserialize(Buffer.from(text, 'base64url'), { promoteValues: false, promoteBuffers: false });
  } catch {
    // Any text may come as a cursor.
    throw wrong('it is not one of ours');
  }
}

function wrong(why: string): SluiceError {
  return new SluiceError('REQUEST_INVALID', `reading parameter cursor: ${why}`, {
    context: { parameter: 'cursor', expected: 'page.next or page.previous of another page', example: 'page.next' },
  });
}
