/** A list of names for the API: those with commas, quotes or a leading minus go in double quotes. */
export function joinNames(names: readonly string[]): string {
  return names.map(quoteName).join(',');
}

export function quoteName(name: string): string {
  return /^$|^-|[,"]/.test(name) ? JSON.stringify(name) : name;
}

/** The names of such a list. */
export function splitNames(text: string | undefined): string[] {
  if (text === undefined || text === '') return [];
  const parts = text.match(/-?"(?:[^"\\]|\\.)*"(?=,|$)|[^,]+/g) ?? [];
  return parts.map(unquote);
}

export function unquote(text: string): string {
  if (!/^"[^]*"$/.test(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : text;
  } catch {
    return text;
  }
}

export interface SortKey {
  readonly field: string;
  readonly isDescending: boolean;
}

export function parseSort(text: string | undefined): SortKey[] {
  if (text === undefined || text === '') return [];
  const parts = text.match(/-?"(?:[^"\\]|\\.)*"(?=,|$)|[^,]+/g) ?? [];
  return parts.map((part) => {
    const isDescending = part.startsWith('-');
    return { field: unquote(isDescending ? part.slice(1) : part), isDescending };
  });
}

export function formatSort(keys: readonly SortKey[]): string | undefined {
  if (keys.length === 0) return undefined;
  return keys.map(({ field, isDescending }) => `${isDescending ? '-' : ''}${quoteName(field)}`).join(',');
}

/** The keys after a click on a column: up, down, not at all; `isAdding` keeps the other columns. */
export function toggleSort(keys: readonly SortKey[], field: string, isAdding: boolean): SortKey[] {
  const before = keys.find((key) => key.field === field);
  const next =
    before === undefined
      ? [{ field, isDescending: false }]
      : before.isDescending
        ? []
        : [{ field, isDescending: true }];
  if (!isAdding) return next;
  if (before === undefined) return [...keys, ...next];
  return keys.flatMap((key) => (key.field === field ? next : [key]));
}
