import { describe, expect, it } from '@jest/globals';
import { ByteWindow } from '../input/byte-window.js';
import { chunkedSource } from '../testing/read-rows.js';
import { type CsvHeader, readHeader } from './csv-header.js';

function header(text: string | Buffer, delimiter?: string): Promise<CsvHeader> {
  return readHeader(new ByteWindow(chunkedSource(Buffer.from(text), 3), 0, 1, 8), 1_000, delimiter);
}

describe('reading a CSV header', () => {
  it.each([
    ['a,b\n', ',', ['a', 'b']],
    ['a;b,c;d\n', ';', ['a', 'b,c', 'd']],
    ['a\tb c\n', '\t', ['a', 'b c']],
    ['a|b', '|', ['a', 'b']],
    ['only\n', ',', ['only']],
    ['"x,y";z\n', ';', ['x,y', 'z']],
    ['\uFEFFa,b\n', ',', ['a', 'b']],
    ['\n\r\na,b\n', ',', ['a', 'b']],
  ])('finds delimiter and names of %j', async (text, delimiter, names) => {
    expect(await header(text)).toEqual({ delimiter: delimiter.charCodeAt(0), names });
  });

  it('keeps awkward names as they are', async () => {
    const names = [' lead', 'price [$]', 'a.b', '$where', '', 'größe', 'say "x"', '__proto__'].filter(Boolean);
    const line = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(',');
    expect((await header(`${line}\n`)).names).toEqual(names);
  });

  it.each([
    ['', 'the file is empty'],
    ['a,a\n', 'columns 1 and 2 are both named "a"'],
    ['a,,c\n', 'column 2 has no name'],
    ['a,"b\n1,2\n', 'a quote in the header line is not closed'],
    [Buffer.from([0xff, 0xfe, 0x61, 0]), 'UTF-16'],
    [Buffer.from([0x61, 0xe9, 0x0a]), 'not UTF-8'],
  ])('refuses %j', async (text, message) => {
    await expect(header(text)).rejects.toMatchObject({
      code: 'ROW_BAD_HEADER',
      message: expect.stringContaining(message),
    });
  });
});
