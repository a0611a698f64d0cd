import type { Field } from '../api/answers.js';

const SHOWN = 60;

/** Fields whose name begins with the text, then those that contain it; own fields before added ones. */
export function matchingFields(fields: readonly Field[], text: string, hasPlaces: boolean): Field[] {
  const wanted = text.trim().toLowerCase();
  const rank = ({ name, isAdded }: Field): number => {
    const at = name.toLowerCase().indexOf(wanted);
    return at < 0 ? -1 : (at === 0 ? 0 : 2) + (isAdded ? 1 : 0);
  };
  const found = fields
    .map((field) => ({ field, rank: rank(field) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, SHOWN)
    .map(({ field }) => field);
  const typed = text.trim();
  const outer = fields.find(({ name }) => typed.startsWith(`${name}.`) && typed.length > name.length + 1);
  if (hasPlaces && outer && !found.some(({ name }) => name === typed)) {
    found.push({ name: typed, types: [], isAdded: false });
  }
  return found;
}

/** `number`, `date`; nothing where the type is not known. */
export function typeLabel({ types, format }: Field): string {
  if (format === 'date') return 'date';
  if (format === 'date-time') return 'time';
  const known = types.filter((type) => type !== 'null');
  const shown = known.includes('number') ? known.filter((type) => type !== 'integer') : known;
  return shown.map((type) => (type === 'string' ? 'text' : type)).join(' | ');
}

export function isNumeric({ types, format }: Field): boolean {
  return format === undefined && (types.includes('number') || types.includes('integer'));
}
