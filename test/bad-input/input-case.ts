import type { ErrorCode } from '@sluice/contracts';
import type { OutgoingRecord } from '@sluice/kafka';

/** Schemas in the registry, as the bytes before a value that name them. */
export interface Prefixes {
  /** {@link FIRST_VERSION} and {@link SECOND_VERSION} of one subject. */
  readonly first: Buffer;
  readonly second: Buffer;
  /** {@link NESTED}. */
  readonly nested: Buffer;
  /** A schema that is Avro. */
  readonly avro: Buffer;
}

/** Time of all records that do not say another. */
export const USUAL_TIME = 1_700_000_000_000;

/** One kind of input and what becomes of it: a row of docs/bad-input.md. */
export interface InputCase {
  readonly input: string;
  readonly record: Partial<OutgoingRecord> | ((prefixes: Prefixes) => Partial<OutgoingRecord>);
  /** Code of its dead letter; else it is stored. */
  readonly dead?: ErrorCode;
  /** Fields stored, beside `_id`, `_ts` and `_key` where they are as usual. */
  readonly stored?: Readonly<Record<string, unknown>>;
  /** Its `_id` where that is not `topic#partition#offset`. */
  readonly id?: unknown;
  /** What the page says further of the outcome. */
  readonly note?: string;
}

/** Cases that one connector meets. */
export interface Setting {
  readonly name: string;
  readonly connector: Readonly<Record<string, string>>;
  /** The neighbour before case `i`, and after the last one: `good` is its number. */
  readonly good: (i: number, prefixes: Prefixes) => Partial<OutgoingRecord>;
  readonly cases: readonly InputCase[];
}

export const json = (text: string): Partial<OutgoingRecord> => ({ value: Buffer.from(text) });

export const framed = (prefix: Buffer, text: string): Partial<OutgoingRecord> => ({
  value: Buffer.concat([prefix, Buffer.from(text)]),
});

/** The record of a case, complete. */
export function recordOf(part: Partial<OutgoingRecord>): OutgoingRecord {
  return { key: null, value: null, timestamp: USUAL_TIME, ...part, partition: 0 };
}

/** The outcome in the words of the page. */
export function outcomeOf({ dead, note }: InputCase): string {
  const outcome = dead === undefined ? 'stored' : `dead letter \`${dead}\``;
  return note === undefined ? outcome : `${outcome}: ${note}`;
}
