/** The stretch of time after a key: half or twice as long around its middle, or half its length earlier or later. */
export function zoomed([from, to]: readonly [number, number], key: string): [number, number] | undefined {
  const length = to - from;
  if (length <= 0) return undefined;
  const middle = from + length / 2;
  switch (key) {
    case '+':
    case '=':
      return length < 2 ? undefined : [middle - length / 4, middle + length / 4];
    case '-':
      return [middle - length, middle + length];
    case 'ArrowLeft':
      return [from - length / 2, to - length / 2];
    case 'ArrowRight':
      return [from + length / 2, to + length / 2];
    default:
      return undefined;
  }
}
