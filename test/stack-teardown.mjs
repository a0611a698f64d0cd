/** Resolves when no process of the run's stack is left. */
export default async function tearDownStack() {
  await globalThis.endTestStack?.();
}
