import { describe, expect, it } from '@jest/globals';
import { letterText, lettersTable, outcomeText, type ShownLetter } from './print-letters.js';

const LETTER: ShownLetter = {
  topic: 'dlq.sensors',
  partition: 0,
  offset: 17,
  state: 'open',
  timestamp: null,
  replays: 0,
  code: 'VALUE_NOT_JSON',
  valueBytes: null,
  key: null,
  value: null,
  headers: [
    { name: 'trace', value: { format: 'text', text: 'abc' } },
    { name: '__connect.errors.topic', value: { format: 'text', text: 'occupancy' } },
  ],
  history: [{ state: 'discarded', at: '2026-01-01T00:00:00.000Z', by: 'ann', why: 'test data' }],
};

describe('what is printed of dead letters', () => {
  it('names the place as the other commands take it, also where little is known', () => {
    expect(lettersTable([LETTER])).toMatch(/0:17 .*open .*VALUE_NOT_JSON/);
  });

  it('shows own headers and the history, and no value as null', () => {
    const text = letterText(LETTER);
    expect(text).toMatch(/header trace .*abc/);
    expect(text).not.toContain('__connect');
    expect(text).toContain('discarded, by ann, test data');
    expect(text).toMatch(/value: null$/);
  });

  it('tells how many failures are not listed', () => {
    const failures = [{ partition: 0, offset: 3, code: 'DEAD_LETTER_LOOP', message: 'again' }];
    expect(outcomeText('replayed', 1, { matched: 4, skipped: 0, failed: 3, failures })).toMatch(
      /0:3 DEAD_LETTER_LOOP again\n {2}and 2 more$/,
    );
  });
});
