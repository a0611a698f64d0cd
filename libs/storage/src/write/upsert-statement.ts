import { STORED_ID } from '@sluice/contracts';
import type { BsonBuffer } from './bson-buffer.js';
import { BsonType, elementEnd, findElement } from './bson-type.js';

const ID = Buffer.from(STORED_ID);
const DOLLAR = 0x24;
/** Bytes of a statement beyond the document and its id, in its longest form. */
const STATEMENT_ROOM = 160;

/**
 * Appends the statement of an `update` command that replaces or inserts document `index` by its `_id`.
 * A replacement with a field that begins with `$` would be refused, so such a one is sent as the literal of a pipeline.
 */
export function upsertStatement(documents: BsonBuffer, index: number, out: BsonBuffer): void {
  const start = documents.start(index);
  const end = documents.start(index + 1);
  const idAt = findElement(documents.bytes, start, end, ID);
  const idEnd = elementEnd(documents.bytes, idAt);
  out.reserve(end - start + (idEnd - idAt) + STATEMENT_ROOM);
  const writer = new DocumentWriter(out.bytes, out.length);
  writer.open();
  writer.name(BsonType.object, 'q');
  writer.open();
  const type = documents.bytes[idAt] as number;
  if (type === BsonType.object) {
    // An embedded document might be taken for operators.
    writer.name(BsonType.object, STORED_ID);
    writer.open();
    writer.name(type, '$eq');
    writer.copy(documents.bytes, idAt + 2 + ID.length, idEnd);
    writer.close();
  } else {
    writer.copy(documents.bytes, idAt, idEnd);
  }
  writer.close();
  if (hasDollarField(documents.bytes, start, end)) {
    for (const [container, name] of [
      [BsonType.array, 'u'],
      [BsonType.object, '0'],
      [BsonType.object, '$replaceWith'],
    ] as const) {
      writer.name(container, name);
      writer.open();
    }
    writer.name(BsonType.object, '$literal');
    writer.copy(documents.bytes, start, end);
    writer.close();
    writer.close();
    writer.close();
  } else {
    writer.name(BsonType.object, 'u');
    writer.copy(documents.bytes, start, end);
  }
  writer.name(BsonType.boolean, 'upsert');
  writer.byte(1);
  writer.close();
  out.commit(writer.position);
}

function hasDollarField(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start + 4; at < end - 1; at = elementEnd(bytes, at)) if (bytes[at + 1] === DOLLAR) return true;
  return false;
}

class DocumentWriter {
  private readonly openAt: number[] = [];

  constructor(
    private readonly bytes: Buffer,
    public position: number,
  ) {}

  open(): void {
    this.openAt.push(this.position);
    this.position += 4;
  }

  close(): void {
    this.byte(0);
    const start = this.openAt.pop() ?? 0;
    this.bytes.writeInt32LE(this.position - start, start);
  }

  name(type: number, name: string): void {
    this.byte(type);
    for (let i = 0; i < name.length; i += 1) this.byte(name.charCodeAt(i));
    this.byte(0);
  }

  byte(value: number): void {
    this.bytes[this.position++] = value;
  }

  copy(from: Buffer, start: number, end: number): void {
    from.copy(this.bytes, this.position, start, end);
    this.position += end - start;
  }
}
