import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { JsonType } from './compiled-schema.js';
import { JsonScanner, jsonText } from './json-scanner.js';

function scan(text: string): number {
  const bytes = Buffer.from(text);
  return new JsonScanner().scan(bytes, 0, bytes.length);
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('scanning JSON', () => {
  it('accepts what JSON.parse accepts', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        expect(scan(text)).not.toBe(0);
      }),
    );
  });

  it('agrees with JSON.parse on damaged text', () => {
    const damaged = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', '"', '{', '}', ',', ':', '\\', '0', '-', '.', 'e', ' ', '\n', 'x'),
      )
      .map(([text, at, extra]) => {
        const cut = at % (text.length + 1);
        return text.slice(0, cut) + extra + text.slice(cut + 1);
      });
    fc.assert(
      fc.property(damaged, (text) => {
        expect(scan(text) !== 0).toBe(parses(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['01', 'a number has no leading zero'],
    ['{"a":1,}', 'a name in quotes is expected'],
    ['"\\x"', 'not an escape sequence'],
    ['"a\nb"', 'control character in a string'],
    ['[1', 'unexpected end'],
    ['{} {}', 'text after the value'],
    ['nul', 'unexpected end'],
  ])('says what is wrong with %j', (text, message) => {
    const bytes = Buffer.from(text);
    const scanner = new JsonScanner();
    expect(scanner.scan(bytes, 0, bytes.length)).toBe(0);
    expect(scanner.fault?.message).toBe(message);
  });

  it('tells integers from other numbers by their bytes', () => {
    expect(scan('123456789012345678901234567890')).toBe(JsonType.integer);
    expect(scan('1.0')).toBe(JsonType.number);
    expect(scan('1e3')).toBe(JsonType.number);
  });

  it('refuses nesting beyond 100 instead of exhausting the stack', () => {
    const bytes = Buffer.from('['.repeat(100_000));
    const scanner = new JsonScanner();
    expect(scanner.scan(bytes, 0, bytes.length)).toBe(0);
    expect(scanner.fault?.tooDeep).toBe(true);
    expect(scan(`${'['.repeat(100)}${']'.repeat(100)}`)).toBe(JsonType.array);
  });

  it('reports direct members with name and value ranges', () => {
    const bytes = Buffer.from(' {"a\\u0062" : [1, {"x":2}], "€": null} ');
    const seen: [string, string][] = [];
    new JsonScanner().scan(bytes, 0, bytes.length, (nameStart, nameEnd, valueStart, valueEnd) => {
      seen.push([jsonText(bytes, nameStart, nameEnd), bytes.toString('utf8', valueStart, valueEnd)]);
    });
    expect(seen).toEqual([
      ['ab', '[1, {"x":2}]'],
      ['€', 'null'],
    ]);
  });
});
