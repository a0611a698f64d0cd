import { describe, expect, it } from '@jest/globals';
import { sharedTestStack } from './shared-test-stack.js';

describe('sharedTestStack', () => {
  it('gives everybody the same running stack', async () => {
    const [one, other] = await Promise.all([sharedTestStack(), sharedTestStack()]);
    expect(one.isRunning).toBe(true);
    expect(other.summary()).toEqual(one.summary());
  });
});
