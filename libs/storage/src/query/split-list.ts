import { unquoted } from './parse-value.js';

/** Parts of a comma-separated list; commas within double quotes do not part. Quotes stay. */
export function splitList(text: string): string[] {
  const part = /-?"(?:[^"\\]|\\.)*"(?=,|$)|[^,]*/sy;
  const parts: string[] = [];
  for (let at = 0; at <= text.length; at += 1) {
    part.lastIndex = at;
    const [found = ''] = part.exec(text) ?? [];
    parts.push(found);
    at += found.length;
  }
  return parts;
}

/** Names of a comma-separated list, without quotes. */
export function splitNames(text: string): string[] {
  return splitList(text).map((name) => unquoted(name) ?? name);
}

/** Each name of several such lists once. */
export function distinctNames(lists: readonly string[] = []): string[] {
  return [...new Set(lists.flatMap(splitNames))];
}
