type Instant = number | null | undefined;

/**
 * Makes a property that holds an instant of `Date.now()`, ms, keep its distance from now when the wall clock is set: what
 * was due in a second or sent a second ago is so still. It works for objects of the prototype that do not have it yet.
 */
export function keepSteady(prototype: object, name: string): void {
  if (Object.hasOwn(prototype, name)) return;
  const kept = Symbol(name);
  Object.defineProperty(prototype, name, {
    get(this: Record<symbol, Instant>): Instant {
      const at = this[kept];
      return typeof at === 'number' ? at + wallAhead() : at;
    },
    set(this: Record<symbol, Instant>, at: Instant) {
      this[kept] = typeof at === 'number' ? at - wallAhead() : at;
    },
  });
}

/** How far the wall clock is before the monotonic one, ms. */
function wallAhead(): number {
  return Date.now() - performance.now();
}
