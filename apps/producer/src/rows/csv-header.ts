import { isUtf8 } from 'node:buffer';
import { SluiceError } from '@sluice/contracts';
import type { ByteWindow } from '../input/byte-window.js';
import { cellText, CsvScanner } from './csv-scanner.js';

export interface CsvHeader {
  readonly delimiter: number;
  readonly names: readonly string[];
}

const DELIMITERS = [',', ';', '\t', '|'];

/**
 * Reads the header line at the start of an input and consumes it; a byte order mark before it is dropped. The
 * delimiter is the one of `,` `;` tab `|` that splits the line into the most cells, comma first, unless given.
 * Names are kept as they are; they must be there, differ, and be UTF-8.
 * @throws SluiceError ROW_BAD_HEADER
 */
export async function readHeader(window: ByteWindow, maxBytes: number, delimiter?: string): Promise<CsvHeader> {
  while (window.length < 3 && !window.final) await window.fill();
  const { bytes, start } = window;
  if ((bytes[start] === 0xff && bytes[start + 1] === 0xfe) || (bytes[start] === 0xfe && bytes[start + 1] === 0xff)) {
    throw bad('the file is UTF-16; convert it to UTF-8, for example with iconv');
  }
  if (window.length >= 3 && bytes.toString('latin1', start, start + 3) === 'ï»¿') window.consume(start + 3, 0);
  await skipBlankLines(window);
  const candidates = (delimiter === undefined ? DELIMITERS : [delimiter]).map((text) => text.charCodeAt(0));
  let best: { scanner: CsvScanner; delimiter: number } | undefined;
  let isAnyBroken = false;
  for (const candidate of candidates) {
    const scanner = new CsvScanner(candidate);
    const isRow = await scanWhole(scanner, window, maxBytes);
    isAnyBroken ||= !isRow;
    if (isRow && (best === undefined || scanner.count > best.scanner.count)) best = { scanner, delimiter: candidate };
  }
  if (best === undefined || (isAnyBroken && best.scanner.count === 1))
    throw bad('a quote in the header line is not closed, or text follows it');
  const names = namesOf(best.scanner, window);
  window.consume(best.scanner.next, best.scanner.lines);
  return { delimiter: best.delimiter, names };
}

async function skipBlankLines(window: ByteWindow): Promise<void> {
  for (;;) {
    while (window.length < 2 && !window.final) await window.fill();
    if (window.length === 0) throw bad('the file is empty');
    const isReturn = window.bytes[window.start] === 0x0d;
    if (!isReturn && window.bytes[window.start] !== 0x0a) return;
    const pair = isReturn && window.length > 1 && window.bytes[window.start + 1] === 0x0a;
    window.consume(window.start + (pair ? 2 : 1), 1);
  }
}

async function scanWhole(scanner: CsvScanner, window: ByteWindow, maxBytes: number): Promise<boolean> {
  for (;;) {
    const outcome = scanner.scan(window.bytes, window.start, window.end, window.final);
    if (outcome !== 'more') return outcome === 'row';
    if (window.length > maxBytes) return false;
    await window.fill();
  }
}

function namesOf(scanner: CsvScanner, window: ByteWindow): string[] {
  if (!isUtf8(window.bytes.subarray(window.start, scanner.next))) throw bad('the header line is not UTF-8');
  const names: string[] = [];
  for (let i = 0; i < scanner.count; i += 1) {
    names.push(cellText(window.bytes, scanner.starts[i] ?? 0, scanner.ends[i] ?? 0, scanner.flags[i] ?? 0));
  }
  const seen = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    if (name === '') throw bad(`column ${index + 1} has no name`);
    if (name.includes('\0')) throw bad(`the name of column ${index + 1} holds a NUL byte`);
    const first = seen.get(name);
    if (first !== undefined) throw bad(`columns ${first + 1} and ${index + 1} are both named ${JSON.stringify(name)}`);
    seen.set(name, index);
  }
  return names;
}

function bad(problem: string): SluiceError {
  return new SluiceError('ROW_BAD_HEADER', `reading CSV header: ${problem}`);
}
