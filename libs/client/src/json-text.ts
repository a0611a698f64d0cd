import { randomUUID } from 'node:crypto';

/** Marks integers on their way through `JSON`, which knows doubles only; no text of a record can hold it. */
const MARK = `${randomUUID()}:`;
const MANY_DIGITS = /\d{16}/;
const TEXT_OR_INTEGER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const MARKED = new RegExp(`"${MARK}(-?\\d+)"`, 'g');

/** As `JSON.parse`, but integers that a number cannot hold come as `bigint`, so that no digit is lost. */
export function parseJson(text: string): unknown {
  if (!MANY_DIGITS.test(text)) return JSON.parse(text);
  let isMarked = false;
  const marked = text.replaceAll(TEXT_OR_INTEGER, (token) => {
    if (!/^-?\d+$/.test(token) || Number.isSafeInteger(Number(token))) return token;
    isMarked = true;
    return `"${MARK}${token}"`;
  });
  return isMarked ? JSON.parse(marked, unmarked) : JSON.parse(text);
}

/** As `JSON.stringify`, with `bigint` as the integer that it is. */
export function stringifyJson(value: unknown): string {
  let isMarked = false;
  const text = JSON.stringify(value, (_, member: unknown) => {
    if (typeof member !== 'bigint') return member;
    isMarked = true;
    return `${MARK}${member}`;
  });
  return isMarked ? text.replaceAll(MARKED, '$1') : text;
}

function unmarked(_: string, value: unknown): unknown {
  return typeof value === 'string' && value.startsWith(MARK) ? BigInt(value.slice(MARK.length)) : value;
}
