import { describe, expect, it } from '@jest/globals';
import { SluiceError } from '@sluice/contracts';
import { Circuit } from './circuit.js';

const LIMITS = { longestDelayMs: 20, unclassifiedMs: 60 };
const { signal } = new AbortController();
const away = (): SluiceError => new SluiceError('STORE_UNAVAILABLE', 'writing');
const unknown = (): SluiceError => new SluiceError('STORE_UNCLASSIFIED', 'writing');
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function happened(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(1);
}

/** Work that is refused so many times, and how often it was tried at once. */
function failing(times: number, error: () => unknown = away) {
  const seen = { attempts: 0, atOnce: 0, most: 0 };
  const work = async (): Promise<string> => {
    seen.attempts += 1;
    seen.most = Math.max(seen.most, ++seen.atOnce);
    await pause(1);
    seen.atOnce -= 1;
    if (times-- > 0) throw error();
    return 'stored';
  };
  return { work, seen };
}

describe('Circuit', () => {
  it('repeats transient failures until the work succeeds, telling of each', async () => {
    const circuit = new Circuit(LIMITS);
    const told: string[] = [];
    const { work } = failing(3);
    expect(await circuit.run(work, signal, ({ code }) => told.push(code))).toBe('stored');
    expect(told).toEqual(['STORE_UNAVAILABLE', 'STORE_UNAVAILABLE', 'STORE_UNAVAILABLE']);
    expect([circuit.state, circuit.failures]).toEqual(['closed', 0]);
  });

  it('lets one attempt at a time through while open, and all once one succeeds', async () => {
    const circuit = new Circuit(LIMITS);
    const { work, seen } = failing(8);
    const all = Array.from({ length: 5 }, () => circuit.run(work, signal));
    await happened(() => circuit.failures > 0);
    expect(seen.most).toBe(5); // it was closed when they came
    await happened(() => seen.attempts > 5);
    seen.most = 0;
    expect(await Promise.all(all)).toEqual(Array.from({ length: 5 }, () => 'stored'));
    expect(seen.attempts).toBe(13);
    // three more failures and one success, each alone, then the four that waited
    expect(seen.most).toBeLessThanOrEqual(4);
  });

  it('counts failures of attempts that began together once', async () => {
    const circuit = new Circuit({ longestDelayMs: 10_000, unclassifiedMs: 0 });
    const controller = new AbortController();
    const { work } = failing(Infinity);
    const counts: number[] = [];
    const note = (): number => counts.push(circuit.failures);
    const all = Array.from({ length: 5 }, () => circuit.run(work, controller.signal, note));
    await happened(() => counts.length >= 5);
    expect(counts.slice(0, 5)).toEqual([1, 1, 1, 1, 1]);
    controller.abort();
    for (const one of all) await expect(one).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
  });

  it('passes known errors through at once', async () => {
    const fatal = new SluiceError('STORE_AUTH', 'writing');
    const { work, seen } = failing(1, () => fatal);
    await expect(new Circuit(LIMITS).run(work, signal)).rejects.toBe(fatal);
    expect(seen.attempts).toBe(1);
  });

  it('tries what is unclassified for a while only, without holding up others', async () => {
    const circuit = new Circuit({ longestDelayMs: 20, unclassifiedMs: 1_000 });
    const { work, seen } = failing(Infinity, unknown);
    const failed = circuit.run(work, signal).catch((error: unknown) => error);
    await happened(() => seen.attempts > 0);
    expect(circuit.state).toBe('closed');
    expect(await circuit.run(failing(0).work, signal)).toBe('stored');
    expect(await failed).toMatchObject({ code: 'STORE_UNCLASSIFIED' });
    expect(seen.attempts).toBeGreaterThan(2);
    const once = failing(Infinity, () => new TypeError('a defect'));
    await expect(circuit.run(once.work, signal, undefined, 0)).rejects.toThrow('a defect');
    expect(once.seen.attempts).toBe(1);
  });

  it('goes on with the others when the one that tries is given back', async () => {
    const circuit = new Circuit({ longestDelayMs: 100, unclassifiedMs: 0 });
    const controller = new AbortController();
    const { work } = failing(1);
    const one = circuit.run(work, controller.signal);
    await happened(() => circuit.failures > 0);
    const other = circuit.run(work, signal);
    controller.abort();
    await expect(one).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    expect(await other).toBe('stored');
  });
});
