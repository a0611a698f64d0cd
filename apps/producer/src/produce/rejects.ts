import { isUtf8 } from 'node:buffer';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import type { SluiceError } from '@sluice/contracts';
import { LineFile } from './line-file.js';
import { replaceFile } from './replace-file.js';

/** A row that never became a record. */
export interface Reject {
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

const MAX_LISTED = 20;

/**
 * Keeps the rejects of one input in `<file>.rejects.ndjson`: one line each with file, line, code, message and the raw
 * row (`row`, or `rowBase64` where it is not UTF-8). A fresh run replaces the file of an earlier one; a resumed run
 * drops only the lines that it will meet again.
 */
export class Rejects {
  /** The first rejects, for the summary. */
  readonly listed: Reject[] = [];
  count = 0;
  private readonly file: LineFile | undefined;

  /** @param path where to keep them; nowhere if absent */
  constructor(
    private readonly input: string,
    readonly path: string | undefined,
    resumeLine: number,
  ) {
    if (path === undefined) return;
    if (resumeLine > 1) keepBefore(path, resumeLine);
    else rmSync(path, { force: true });
    this.file = new LineFile(path, true);
  }

  add(line: number, error: SluiceError, row: Buffer): void {
    this.count += 1;
    const reject = { line, code: error.code, message: error.message };
    if (this.listed.length < MAX_LISTED) this.listed.push(reject);
    const raw = isUtf8(row) ? { row: row.toString('utf8') } : { rowBase64: row.toString('base64') };
    this.file?.write({ file: this.input, ...reject, ...raw });
  }

  flush(): void {
    this.file?.flush();
  }

  close(): void {
    this.file?.close();
  }
}

function keepBefore(path: string, line: number): void {
  if (!existsSync(path)) return;
  const kept = readFileSync(path, 'utf8')
    .split('\n')
    .filter((text) => {
      const number = /"line":(\d+),/.exec(text)?.[1];
      return number !== undefined && Number(number) < line;
    });
  if (kept.length === 0) rmSync(path);
  else replaceFile(path, `${kept.join('\n')}\n`);
}
