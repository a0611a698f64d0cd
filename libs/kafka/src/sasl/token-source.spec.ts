import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TokenFile } from './token-source.js';

describe('a token file', () => {
  it('is read each time, and its content never told', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-token-'));
    const path = join(folder, 'token');
    const file = new TokenFile(path);
    try {
      await expect(file.token()).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
      writeFileSync(path, 'a.b.c\n');
      expect(await file.token()).toBe('a.b.c');
      writeFileSync(path, 'd.e.f');
      expect(await file.token()).toBe('d.e.f');
      writeFileSync(path, 'hunter 2');
      const refused = file.token();
      await expect(refused).rejects.toMatchObject({ code: 'BROKER_AUTH' });
      await expect(refused).rejects.not.toThrow('hunter');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
