import { describe, expect, it } from '@jest/globals';
import { harmless } from './harmless.js';

describe('what is printed', () => {
  it('lets no record drive the terminal', () => {
    expect(harmless('a\u001b[2Jb\u009bc\u0007\n\té')).toBe('a\\x1b[2Jb\\x9bc\\x07\n\té');
  });
});
