import { unquoted } from './parse-value.js';

/** Parts of a comma-separated list; commas within double quotes do not part. Quotes stay. */
export function splitList(text: string): string[] {
  return (text.match(/(?:^|,)(-?"(?:[^"\\]|\\.)*"(?=,|$)|[^,]*)/g) ?? []).map((part) => part.replace(/^,/, ''));
}

/** Names of a comma-separated list, without quotes. */
export function splitNames(text: string): string[] {
  return splitList(text).map((name) => unquoted(name) ?? name);
}
