const NAMES = ['--line-1', '--line-2', '--line-3', '--line-4', '--line-5', '--line-6', '--line-7', '--line-8'];

export interface Palette {
  readonly lines: readonly string[];
  readonly text: string;
  readonly grid: string;
}

/** The colours of the theme, for what is drawn and not styled. */
export function palette(element: Element): Palette {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  return { lines: NAMES.map(colour), text: colour('--muted'), grid: colour('--grid') };
}

/** Class of the mark of a line, in the colour of {@link palette}. */
export function markClass(i: number): string {
  return `mark mark-${(i % NAMES.length) + 1}`;
}
