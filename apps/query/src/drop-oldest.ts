/** Removes the entries that were set first, down to the bound. */
export function dropOldest(map: Map<unknown, unknown>, bound: number): void {
  for (const oldest of map.keys()) if (map.size > bound) map.delete(oldest);
}
