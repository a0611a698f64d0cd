/** Fields that leave the store: a name with `true` whole, with a projection only in part. Names are stored ones. */
export type Projection = ReadonlyMap<string, true | Projection>;

type Draft = Map<string, true | Draft>;

/** The projection of several paths; a path within another that is whole adds nothing. */
export function projectionOf(paths: readonly (readonly string[])[]): Projection {
  const root: Draft = new Map();
  for (const path of paths) addPath(root, path);
  return root;
}

function addPath(root: Draft, path: readonly string[]): void {
  let level = root;
  for (const [depth, name] of path.entries()) {
    const known = level.get(name);
    if (known === true) return;
    if (depth === path.length - 1) level.set(name, true);
    else if (known) level = known;
    else {
      const next: Draft = new Map();
      level.set(name, next);
      level = next;
    }
  }
}
