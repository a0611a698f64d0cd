import type { DeadLetterState } from '@sluice/storage';
import type { Letter } from './letter.js';

/** What letters must be to be listed, replayed or discarded; all that is given must hold. */
export interface LetterFilter {
  /** Topic of the origin. */
  readonly topic?: string | undefined;
  readonly code?: string | undefined;
  readonly stage?: string | undefined;
  /** Oldest timestamp of the record, inclusive; an instant of ISO 8601. */
  readonly from?: string | undefined;
  /** End of the timestamps, exclusive. */
  readonly to?: string | undefined;
  readonly state?: DeadLetterState | undefined;
}

/** The part of a filter that the letter itself answers: all but its state. */
export function letterTest(connector: string, filter: LetterFilter): (letter: Letter) => boolean {
  const from = filter.from === undefined ? -Infinity : Date.parse(filter.from);
  const to = filter.to === undefined ? Infinity : Date.parse(filter.to);
  return (letter) =>
    // several connectors may share a topic of dead letters
    (letter.connector === undefined || letter.connector === connector) &&
    (filter.topic === undefined || letter.origin?.topic === filter.topic) &&
    (filter.code === undefined || letter.code === filter.code) &&
    (filter.stage === undefined || letter.stage === filter.stage) &&
    letter.record.timestamp >= from &&
    letter.record.timestamp < to;
}
