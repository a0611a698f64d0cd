import { setImmediate } from 'node:timers/promises';

/**
 * Pearson's correlation of each two columns, over the records in which both are numbers; null where there are fewer than
 * two, or one of them does not vary. Gives way to other work after each column.
 */
export async function correlations(columns: readonly Float64Array[], records: number): Promise<(number | null)[][]> {
  const matrix = columns.map(() => columns.map((): number | null => null));
  for (const [i, a] of columns.entries()) {
    for (let j = i; j < columns.length; j += 1) {
      const value = correlation(a, columns[j] as Float64Array, records);
      (matrix[i] as (number | null)[])[j] = value;
      (matrix[j] as (number | null)[])[i] = value;
    }
    await setImmediate();
  }
  return matrix;
}

function correlation(a: Float64Array, b: Float64Array, records: number): number | null {
  let [count, meanA, meanB, squaresA, squaresB, products] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < records; i += 1) {
    const x = a[i] as number;
    const y = b[i] as number;
    // NaN and infinities are not equal to themselves after this.
    if (x - x !== 0 || y - y !== 0) continue;
    count += 1;
    const fromA = x - meanA;
    const fromB = y - meanB;
    meanA += fromA / count;
    meanB += fromB / count;
    squaresA += fromA * (x - meanA);
    squaresB += fromB * (y - meanB);
    products += fromA * (y - meanB);
  }
  const value = products / Math.sqrt(squaresA * squaresB);
  return count < 2 || !Number.isFinite(value) ? null : Math.max(-1, Math.min(1, value));
}
