import { useCallback, useState } from 'preact/hooks';

/** A choice that the browser keeps; one of a few words. */
export function useStored<T extends string>(name: string, words: readonly T[], preset: T): [T, (value: T) => void] {
  const key = `sluice.${name}`;
  const [value, setValue] = useState<T>(() => words.find((word) => word === stored(key)) ?? preset);
  const keep = useCallback(
    (next: T) => {
      setValue(next);
      try {
        localStorage.setItem(key, next);
      } catch {
        // A browser that keeps nothing: the choice holds until the page is left.
      }
    },
    [key],
  );
  return [value, keep];
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
