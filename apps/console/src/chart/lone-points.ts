/** Indexes of values without a neighbour, which no line would show. */
export function lonePoints(values: readonly (number | null)[]): number[] {
  const has = (i: number): boolean => typeof values[i] === 'number';
  return [...values.keys()].filter((i) => has(i) && !has(i - 1) && !has(i + 1));
}
