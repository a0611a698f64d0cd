const NAMES = ['--line-1', '--line-2', '--line-3', '--line-4', '--line-5', '--line-6', '--line-7', '--line-8'];

export interface Palette {
  readonly lines: readonly string[];
  /** Behind the first line. */
  readonly band: string;
  readonly text: string;
  readonly grid: string;
}

/** The colours of the theme, for what is drawn and not styled. */
export function palette(element: Element): Palette {
  // A variable says what it is for light and for dark; only in use it is one colour.
  const probe = element.appendChild(document.createElement('i'));
  const colour = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const found = { lines: NAMES.map(colour), band: colour('--band'), text: colour('--muted'), grid: colour('--grid') };
  probe.remove();
  return found;
}

/** Class of the mark of a line, in the colour of {@link palette}. */
export function markClass(i: number): string {
  return `mark mark-${(i % NAMES.length) + 1}`;
}
