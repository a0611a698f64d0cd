import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readSettings } from './read-settings.js';
import { settings } from './settings.js';
import { describeSettings, renderSettingsReference } from './settings-reference.js';

const area = settings({
  AREA_URL: { type: 'url', required: true, alias: ['SHORT'], example: 'http://x', help: 'Where.' },
  AREA_COUNT: { type: 'integer', default: 3, min: 1, max: 9, help: 'How many.' },
  AREA_RATIO: { type: 'number', help: 'A share.' },
  AREA_ON: { type: 'boolean', default: false, help: 'Whether.' },
  AREA_KIND: { type: 'enum', oneOf: ['plain', 'fancy'], default: 'plain', help: 'Which.' },
  AREA_NAMES: { type: 'list', help: 'Who.' },
  AREA_PASSWORD: { type: 'string', secret: true, help: 'Secret.' },
});

const read = (source: Record<string, string>) => readSettings([area], source);

describe('readSettings', () => {
  it('reads each type, takes defaults, leaves out what is neither given nor defaulted', () => {
    expect(
      read({
        AREA_URL: 'http://a',
        AREA_RATIO: '0.5',
        AREA_ON: 'yes',
        AREA_KIND: 'FANCY',
        AREA_NAMES: 'a, b,',
        OTHER: 'x',
      }),
    ).toEqual({
      AREA_URL: 'http://a',
      AREA_COUNT: 3,
      AREA_RATIO: 0.5,
      AREA_ON: true,
      AREA_KIND: 'fancy',
      AREA_NAMES: ['a', 'b'],
      AREA_PASSWORD: undefined,
    });
  });

  it('finds a value by its alias, the name itself first; empty counts as absent', () => {
    expect(read({ SHORT: 'http://alias' }).AREA_URL).toBe('http://alias');
    expect(read({ SHORT: 'http://alias', AREA_URL: 'http://name' }).AREA_URL).toBe('http://name');
    expect(read({ SHORT: 'http://alias', AREA_URL: '' }).AREA_URL).toBe('http://alias');
  });

  it('lists every problem at once', () => {
    const source = { AREA_COUNT: '12', AREA_RATIO: 'half', AREA_ON: 'perhaps', AREA_KIND: 'fanzy', AREA_CUONT: '1' };
    expect(() => read(source)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        context: {
          problems: [
            'AREA_CUONT is not a known setting; did you mean AREA_COUNT?',
            'AREA_URL is missing, for example http://x (Where.)',
            'AREA_COUNT must be at most 9, not "12"',
            'AREA_RATIO must be a number, not "half"',
            'AREA_ON must be true or false, not "perhaps"',
            'AREA_KIND must be one of plain, fancy, not "fanzy"; did you mean fancy?',
          ],
        },
      }),
    );
  });

  it('refuses a secret that is given twice, and shows neither', () => {
    const source = { AREA_URL: 'http://a', AREA_PASSWORD: 'hunter2', AREA_PASSWORD_FILE: '/run/secrets/area' };
    expect(() => read(source)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    expect(() => read(source)).toThrow('AREA_PASSWORD and AREA_PASSWORD_FILE are both set');
    expect(() => read(source)).not.toThrow('hunter2');
    expect(read({ ...source, AREA_PASSWORD_FILE: '' }).AREA_PASSWORD).toBe('hunter2');
  });

  it.each([
    ['hunter2\n', 'hunter2'],
    ['hunter2\r\n', 'hunter2'],
    [' hunter 2 ', ' hunter 2 '],
    ['two\nlines\n', 'two\nlines'],
    ['\n', undefined],
  ])('takes %j of a file for %j', (text, secret) => {
    const folder = mkdtempSync(join(tmpdir(), 'settings-'));
    try {
      writeFileSync(join(folder, 'secret'), text);
      expect(read({ AREA_URL: 'http://a', AREA_PASSWORD_FILE: join(folder, 'secret') }).AREA_PASSWORD).toBe(secret);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('reads a secret from a file, and says which file cannot be read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'settings-'));
    try {
      writeFileSync(join(folder, 'secret'), 'hunter2\n');
      const source = { AREA_URL: 'http://a', AREA_PASSWORD_FILE: join(folder, 'secret') };
      expect(read(source).AREA_PASSWORD).toBe('hunter2');
      expect(() => read({ ...source, AREA_PASSWORD_FILE: '/nowhere' })).toThrow('AREA_PASSWORD_FILE names /nowhere');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('does not mind the variables that Kubernetes sets for a Service of the same name', () => {
    const links = { AREA_SERVICE_HOST: '10.0.0.1', AREA_PORT: 'tcp://10.0.0.1:80', AREA_PORT_80_TCP_ADDR: '10.0.0.1' };
    expect(read({ AREA_URL: 'http://a', ...links }).AREA_COUNT).toBe(3);
  });
});

describe('describeSettings', () => {
  it('masks secrets, and passwords within URLs', () => {
    const values = { AREA_URL: 'mongodb://user:hunter2@store/db', AREA_PASSWORD: 'hunter2', AREA_COUNT: 3 };
    const shown = JSON.stringify(describeSettings([area], values));
    expect(shown).not.toContain('hunter2');
    expect(shown).toContain('mongodb://user:***@store/db');
  });
});

describe('renderSettingsReference', () => {
  it('shows names, types, defaults and meanings', () => {
    const page = renderSettingsReference({ Area: area });
    expect(page).toContain('| `AREA_COUNT` | integer, ≥ 1, ≤ 9 | `3` | How many. |');
    expect(page).toContain('| `AREA_URL`<br>also `SHORT` | url | required | Where. Example: `http://x`. |');
  });
});
