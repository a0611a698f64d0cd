/** Whether the match language can name the path: no segment is empty, holds a dot or begins with `$`. */
export function isPlainPath(path: readonly string[]): boolean {
  return path.every((name) => name !== '' && !name.includes('.') && !name.startsWith('$'));
}

/** The path as an aggregation expression; names that are no field paths go through `$getField`. */
export function fieldExpression(path: readonly string[]): unknown {
  if (isPlainPath(path)) return `$${path.join('.')}`;
  let input: unknown = '$$ROOT';
  for (const name of path) input = { $getField: { field: { $literal: name }, input } };
  return input;
}

/** As {@link fieldExpression}, with null where the field is missing: the same in the order of values. */
export function nullableExpression(path: readonly string[]): unknown {
  return { $ifNull: [fieldExpression(path), null] };
}
