import { closeSync, openSync, writeSync } from 'node:fs';

const FLUSH_BYTES = 64 * 1024;

/** A file of JSON lines, made when the first line comes. Lines are on disk after {@link flush}. */
export class LineFile {
  private descriptor: number | undefined;
  private pending: string[] = [];
  private pendingBytes = 0;
  count = 0;

  /** @param append keep what the file already holds */
  constructor(
    readonly path: string,
    private readonly append: boolean,
  ) {}

  write(line: Readonly<Record<string, unknown>>): void {
    const text = `${JSON.stringify(line)}\n`;
    this.pending.push(text);
    this.pendingBytes += text.length;
    this.count += 1;
    if (this.pendingBytes >= FLUSH_BYTES) this.flush();
  }

  flush(): void {
    if (this.pending.length === 0) return;
    this.descriptor ??= openSync(this.path, this.append ? 'a' : 'w');
    writeSync(this.descriptor, this.pending.join(''));
    this.pending = [];
    this.pendingBytes = 0;
  }

  close(): void {
    this.flush();
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
  }
}
