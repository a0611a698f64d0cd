import { describe, expect, it } from '@jest/globals';
import { SluiceError } from '@sluice/contracts';
import { retryWhileTransient } from './retry-while-transient.js';

const away = (): SluiceError => new SluiceError('STORE_UNAVAILABLE', 'writing');

describe('retryWhileTransient', () => {
  it('repeats transient failures until the work succeeds, telling of each', async () => {
    let failures = 2;
    const told: string[] = [];
    const result = await retryWhileTransient(
      () => (failures-- > 0 ? Promise.reject(away()) : Promise.resolve('stored')),
      new AbortController().signal,
      (error) => told.push(error.code),
    );
    expect(result).toBe('stored');
    expect(told).toEqual(['STORE_UNAVAILABLE', 'STORE_UNAVAILABLE']);
  });

  it('passes other errors through at once', async () => {
    const fatal = new SluiceError('STORE_AUTH', 'writing');
    const work = retryWhileTransient(
      () => Promise.reject(fatal),
      new AbortController().signal,
      () => undefined,
    );
    await expect(work).rejects.toBe(fatal);
  });

  it('stops waiting when the batch is given back', async () => {
    const controller = new AbortController();
    const work = retryWhileTransient(
      () => Promise.reject(away()),
      controller.signal,
      () => controller.abort(),
    );
    await expect(work).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
  });
});
