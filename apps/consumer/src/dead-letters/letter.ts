import { DEAD_LETTER_HEADERS, HEADER_REPLAY } from '@sluice/contracts';
import type { ReadRecord } from '@sluice/kafka';

/** Where a record lies, or lay. */
export interface Coordinates {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

/** A dead letter as it lies in its topic. What its headers do not tell is undefined. */
export interface Letter extends Coordinates {
  readonly record: ReadRecord;
  readonly origin: Coordinates | undefined;
  readonly connector: string | undefined;
  readonly stage: string | undefined;
  /** Code of the error; in letters of other programs the class of an exception. */
  readonly code: string | undefined;
  readonly message: string | undefined;
  /** How many times the record had been replayed when it became this letter. */
  readonly replays: number;
}

/** Reads the headers of a dead letter. Letters of other programs may lack any of them. */
export function toLetter(topic: string, partition: number, record: ReadRecord): Letter {
  // the last of a name counts: the record itself may have come with headers of these names
  const headers = new Map(record.headers.map(({ name, value }) => [name, value?.toString('utf8')]));
  const text = (name: keyof typeof DEAD_LETTER_HEADERS): string | undefined => headers.get(DEAD_LETTER_HEADERS[name]);
  return {
    topic,
    partition,
    offset: record.offset,
    record,
    origin: originOf(text('topic'), text('partition'), text('offset')),
    connector: text('connector'),
    stage: text('stage'),
    code: text('exceptionName'),
    message: text('exceptionMessage'),
    replays: wholeNumber(headers.get(HEADER_REPLAY)) ?? 0,
  };
}

/** `topic#partition#offset`, as ids of stored records are written. */
export function idOf({ topic, partition, offset }: Coordinates): string {
  return `${topic}#${partition}#${offset}`;
}

function originOf(topic?: string, partition?: string, offset?: string): Coordinates | undefined {
  const [ofPartition, ofOffset] = [wholeNumber(partition), wholeNumber(offset)];
  if (topic === undefined || ofPartition === undefined || ofOffset === undefined) return undefined;
  return { topic, partition: ofPartition, offset: BigInt(offset ?? 0) };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,19}$/.test(text) ? Number(text) : undefined;
}
