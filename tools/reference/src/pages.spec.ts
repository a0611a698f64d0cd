import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { referencePages } from './pages.js';

describe('docs/reference', () => {
  it.each(Object.entries(referencePages()))('%s is what `make reference` writes', (name, content) => {
    const committed = readFileSync(join(import.meta.dirname, '../../../docs/reference', name), 'utf8');
    expect(committed).toBe(content);
  });
});
