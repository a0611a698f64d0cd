import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { SluiceError } from '@sluice/contracts';
import { replaceFile } from './replace-file.js';

/** How far a file has been produced: every row before `offset` is acknowledged by the broker, or a reject. */
export interface FileProgress {
  /** Byte offset in the (uncompressed) input. */
  readonly offset: number;
  /** Line that stands there, from 1. */
  readonly line: number;
  readonly rows: number;
  readonly produced: number;
  readonly rejected: number;
  readonly done: boolean;
}

interface FileEntry extends FileProgress {
  readonly identity: string;
}

interface CheckpointText {
  readonly version: 1;
  readonly topic: string;
  readonly schema: string;
  readonly files: Record<string, FileEntry>;
}

const HEAD_BYTES = 64 * 1024;

/** Names a file's content well enough to notice that it is another one: size, time of change, hash of its head. */
export async function fileIdentity(path: string): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  const handle = await open(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
    const hash = createHash('sha256').update(head.subarray(0, bytesRead)).digest('hex').slice(0, 16);
    return `${size}-${Math.round(mtimeMs)}-${hash}`;
  } finally {
    await handle.close();
  }
}

/**
 * The progress of one topic's files on disk, so that a killed run goes on where its last acknowledged row was. The
 * file is replaced whole on each save; it is safe against the death of the process, not against that of the machine.
 */
export class Checkpoint {
  private readonly files: Record<string, FileEntry>;

  private constructor(
    readonly path: string,
    private readonly topic: string,
    private readonly schema: string,
    files: Record<string, FileEntry>,
  ) {
    this.files = files;
  }

  static fresh(path: string, topic: string, schema: string): Checkpoint {
    return new Checkpoint(path, topic, schema, {});
  }

  /** @throws SluiceError INPUT_UNREADABLE where the checkpoint is broken or of another topic */
  static resume(path: string, topic: string, schema: string): Checkpoint {
    if (!existsSync(path)) return Checkpoint.fresh(path, topic, schema);
    let text: Partial<CheckpointText>;
    try {
      text = JSON.parse(readFileSync(path, 'utf8')) as Partial<CheckpointText>;
    } catch (cause) {
      throw new SluiceError('INPUT_UNREADABLE', `reading checkpoint ${path}: it is broken; start without --resume`, {
        cause,
      });
    }
    if (text.version !== 1 || text.topic !== topic || text.files === undefined) {
      throw new SluiceError(
        'INPUT_UNREADABLE',
        `reading checkpoint ${path}: it belongs to topic ${String(text.topic)}`,
      );
    }
    return new Checkpoint(path, topic, schema, text.files);
  }

  /** What is known of a file; undefined where nothing is. @throws SluiceError INPUT_UNREADABLE where it has changed */
  progressOf(file: string, identity: string): FileProgress | undefined {
    const entry = this.files[file];
    if (entry !== undefined && entry.identity !== identity) {
      throw new SluiceError(
        'INPUT_UNREADABLE',
        `resuming ${file}: it has changed since the checkpoint ${this.path}; start without --resume`,
      );
    }
    return entry;
  }

  save(file: string, identity: string, progress: FileProgress): void {
    this.files[file] = { identity, ...progress };
    const text: CheckpointText = { version: 1, topic: this.topic, schema: this.schema, files: this.files };
    replaceFile(this.path, JSON.stringify(text, undefined, 1));
  }
}
