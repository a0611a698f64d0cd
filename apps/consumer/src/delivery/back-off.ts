const FIRST_MS = 100;

/** Pause after so many failures before, ms: doubles from 0.1 s, half of it jitter. */
export function backOffMs(failures: number, longestMs: number): number {
  return Math.min(longestMs, FIRST_MS * 2 ** failures) * (0.5 + Math.random() / 2);
}
