import type { TrailName } from '@sluice/storage';
import { idOf, type Letter } from './letter.js';

/** What the audit trail calls the letter. */
export function trailName(letter: Letter, connector: string): TrailName {
  return { _id: idOf(letter), origin: letter.origin === undefined ? null : idOf(letter.origin), connector };
}
