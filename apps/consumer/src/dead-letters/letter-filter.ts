import { SluiceError } from '@sluice/contracts';
import type { DeadLetterState } from '@sluice/storage';
import type { Letter } from './letter.js';

/** What letters must be to be listed, replayed or discarded; all that is given must hold. */
export interface LetterFilter {
  /** Topic of the origin. */
  readonly topic?: string | undefined;
  readonly code?: string | undefined;
  readonly stage?: string | undefined;
  /** Oldest timestamp of the record, inclusive; an instant of ISO 8601, UTC where it names no zone. */
  readonly from?: string | undefined;
  /** End of the timestamps, exclusive. */
  readonly to?: string | undefined;
  readonly state?: DeadLetterState | undefined;
}

/** The part of a filter that the letter itself answers: all but its state. Throws REQUEST_INVALID. */
export function letterTest(connector: string, filter: LetterFilter): (letter: Letter) => boolean {
  const from = filter.from === undefined ? -Infinity : instant('from', filter.from);
  const to = filter.to === undefined ? Infinity : instant('to', filter.to);
  return (letter) =>
    // several connectors may share a topic of dead letters
    (letter.connector === undefined || letter.connector === connector) &&
    (filter.topic === undefined || letter.origin?.topic === filter.topic) &&
    (filter.code === undefined || letter.code === filter.code) &&
    (filter.stage === undefined || letter.stage === filter.stage) &&
    letter.record.timestamp >= from &&
    letter.record.timestamp < to;
}

function instant(parameter: string, text: string): number {
  const isZoned = !text.includes('T') || /(?:Z|[+-]\d{2}:?\d{2})$/.test(text);
  const time = Date.parse(isZoned ? text : `${text}Z`);
  if (!Number.isNaN(time)) return time;
  const expected = 'an instant of ISO 8601';
  throw new SluiceError('REQUEST_INVALID', `reading parameter ${parameter}: ${expected} is expected, not "${text}"`, {
    context: { parameter, expected, example: '2015-02-04T17:51:00Z' },
  });
}
