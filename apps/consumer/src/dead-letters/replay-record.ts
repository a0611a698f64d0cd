import { DEAD_LETTER_HEADER_PREFIX, HEADER_REPLAY, SluiceError } from '@sluice/contracts';
import type { OutgoingRecord } from '@sluice/kafka';
import type { ValueFormat } from '../delivery/decode-batch.js';
import { type Letter } from './letter.js';
import { editedValue } from './letter-value.js';

/** A record that was refused so many times will be refused again. */
const MAX_REPLAYS = 3;

/** How the connector of a letter reads records, and what was asked for. */
export interface ReplayTerms {
  readonly valueFormat: ValueFormat;
  readonly stores: (topic: string) => boolean;
  /** Lifts the guard against loops. */
  readonly force: boolean;
}

/** Why the letter cannot be replayed; undefined where it can. */
export function replayRefusal(letter: Letter, { stores, force }: ReplayTerms): SluiceError | undefined {
  const { origin, replays } = letter;
  if (origin === undefined) {
    return new SluiceError('DEAD_LETTER_NO_ORIGIN', 'replaying a dead letter: its headers name no origin');
  }
  if (!stores(origin.topic)) {
    const why = `its connector does not store ${origin.topic}`;
    return new SluiceError('DEAD_LETTER_NO_ORIGIN', `replaying a dead letter: ${why}`);
  }
  if (replays >= MAX_REPLAYS && !force) {
    const why = `it was replayed ${replays} times and refused each time`;
    return new SluiceError('DEAD_LETTER_LOOP', `replaying a dead letter: ${why}`);
  }
  return undefined;
}

/**
 * The record that the letter is about, to be produced again: key, headers and timestamp as they were, the value unless
 * it is edited, and how many times it was replayed.
 *
 * @param partitions of the topic it goes to; it goes to its own partition where that still exists
 */
export function replayRecord(
  { record, origin, replays }: Letter,
  edit: unknown,
  partitions: number,
  { valueFormat }: ReplayTerms,
): OutgoingRecord {
  const { key, value, timestamp } = record;
  const headers = record.headers.filter(
    ({ name }) => name !== HEADER_REPLAY && !name.startsWith(DEAD_LETTER_HEADER_PREFIX),
  );
  return {
    key,
    value: edit === undefined ? value : editedValue(edit, value, valueFormat),
    headers: [...headers, { name: HEADER_REPLAY, value: String(replays + 1) }],
    timestamp,
    ...(origin !== undefined && origin.partition < partitions ? { partition: origin.partition } : {}),
  };
}
