import { describe, expect, it } from '@jest/globals';
import { identityOf, isAlive, signal } from './process-identity.js';

describe('process identity', () => {
  it('knows a living process', () => {
    const self = identityOf(process.pid);
    expect(self && isAlive(self)).toBe(true);
  });

  it('takes a process with the same pid and another start for a stranger and never signals it', () => {
    const recycled = { pid: process.pid, started: '1' };
    expect(isAlive(recycled)).toBe(false);
    expect(signal(recycled, 'SIGKILL')).toBe(false);
  });
});
