import { InvalidArgumentError } from 'commander';

/** Names of a list; commas within double quotes do not part. */
export function list(text: string, before: readonly string[] = []): string[] {
  const parts = text.match(/-?"(?:[^"\\]|\\.)*"(?=,|$)|[^,]+/g) ?? [];
  if (parts.length === 0) throw new InvalidArgumentError('It must be a list such as a,b.');
  return [...before, ...parts.map(unquoted)];
}

export function positive(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError('It must be a whole number from 1.');
  }
  return value;
}

export function gathered(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

function unquoted(name: string): string {
  const [, minus, quoted] = /^(-?)("(?:[^"\\]|\\.)*")$/.exec(name) ?? [];
  try {
    return quoted === undefined ? name : `${minus}${JSON.parse(quoted) as string}`;
  } catch {
    return name;
  }
}
