import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { keepSteady } from './steady-instant.js';

const HOUR_MS = 3_600_000;

class Lease {
  static {
    keepSteady(this.prototype, 'expiresAt');
  }
  declare expiresAt: number | null;
}

afterEach(() => void jest.restoreAllMocks());

describe('an instant kept steady', () => {
  it.each([HOUR_MS, -HOUR_MS])('is as far away as before when the clock jumps by %i ms', (jump) => {
    const lease = new Lease();
    lease.expiresAt = Date.now() + 1_000;
    const shifted = Date.now() + jump;
    jest.spyOn(Date, 'now').mockReturnValue(shifted);
    expect((lease.expiresAt ?? 0) - shifted).toBeGreaterThan(500);
    expect((lease.expiresAt ?? 0) - shifted).toBeLessThan(1_500);
  });

  it('is each object’s own, and may be absent', () => {
    const [one, other] = [new Lease(), new Lease()];
    one.expiresAt = Date.now();
    expect(other.expiresAt).toBeUndefined();
    one.expiresAt = null;
    expect(one.expiresAt).toBeNull();
  });
});
