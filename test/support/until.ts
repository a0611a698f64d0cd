import { setTimeout as wait } from 'node:timers/promises';

const EVERY_MS = 50;

/** Waits until the condition holds; an error of the condition counts as "not yet" and is told when time is over. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 20_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      if (await condition()) return;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await wait(EVERY_MS);
  }
  throw new Error(`waited ${timeoutMs} ms in vain until ${what}`, { cause: last });
}
