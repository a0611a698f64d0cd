import mongoose from 'mongoose';
import { createRequire } from 'node:module';

/**
 * The one file that knows the driver's internals. The driver sends ready BSON as an OP_MSG section of kind 1 when a
 * command holds its own `DocumentSequence`. It would copy the bytes three times on their way to the socket, which costs
 * as much as transcoding them, mostly in page faults and garbage collection. So the whole message is put together in the
 * room in front of the documents, and the socket gets it as it lies there.
 */
interface Sequence {
  toBin(): Uint8Array;
  push(document: unknown, bytes: Uint8Array): number;
}
interface Message {
  toBin(): Uint8Array[];
  extractDocumentSequences(command: Record<string, unknown>): Uint8Array;
}
interface Internals {
  readonly DocumentSequence: new (field: string) => Sequence;
  readonly OpMsgRequest: new (database: string, command: object, options: object) => Message;
  readonly ByteUtils: { concat(parts: Uint8Array[]): Uint8Array };
}

/** Documents back to back in `bytes[start, end)`. */
export interface DocumentRange {
  readonly start: number;
  readonly end: number;
}

interface SentSequence {
  /** Value of the command's field. */
  readonly value: unknown;
  /** To be called when the command is done; until then the bytes in front of the range belong to the sequence. */
  release(): void;
}

/** Makes the value of a command's field out of ranges of concatenated BSON documents. */
export type MakeDocumentSequence = (field: string, bytes: Buffer, ranges: readonly DocumentRange[]) => SentSequence;

/** Bytes in front of the first document that a message may use: header and command, some 300 bytes and a name. */
export const MESSAGE_ROOM = 1024;

const PREPARED = Symbol('section prepared in place');
const CHANGED = Symbol('takes prepared sections');
/** Of a prepared section the memory it lies in, and where. */
const places = new WeakMap<Uint8Array, { readonly bytes: Buffer; readonly at: number }>();
/** Messages that need no joining. */
const whole = new WeakSet<Uint8Array>();

/**
 * Answers undefined where the installed driver does not encode sequences as the protocol says, so that the caller can
 * take the public API. `load` is for tests.
 */
export function documentSequences(load: () => unknown = loadInternals): MakeDocumentSequence | undefined {
  try {
    const internals = load() as Internals;
    sendPreparedSections(internals);
    const make = maker(internals);
    return [0, 1].every((gap) => encodesAsExpected(make, internals, gap)) ? make : undefined;
  } catch {
    // Another layout of the driver is an expected outcome: the public API works with any.
    return undefined;
  }
}

function loadInternals(): unknown {
  // The driver that Mongoose itself uses, not one that happens to be hoisted.
  const fromMongoose = createRequire(createRequire(import.meta.url).resolve('mongoose'));
  const { ByteUtils } = fromMongoose('mongodb/lib/bson.js') as Internals;
  return { ...(fromMongoose('mongodb/lib/cmap/commands.js') as Internals), ByteUtils };
}

/** Once per process: sends prepared sections as they lie; any other command takes the driver's own way. */
function sendPreparedSections({ OpMsgRequest, ByteUtils }: Internals): void {
  const prototype = OpMsgRequest.prototype as Message & { [CHANGED]?: true };
  if (prototype[CHANGED] === true) return;
  // oxlint-disable-next-line typescript/unbound-method -- called with the `this` of each message below
  const { extractDocumentSequences, toBin } = prototype;
  prototype.extractDocumentSequences = function extract(command) {
    for (const [field, value] of Object.entries(command)) {
      if (typeof value !== 'object' || value === null || !(PREPARED in value)) continue;
      delete command[field];
      return value[PREPARED] as Buffer; // set by maker
    }
    return extractDocumentSequences.call(this, command);
  };
  prototype.toBin = function toWhole() {
    const parts = toBin.call(this);
    return joinedInPlace(parts) ?? parts;
  };
  const concat = ByteUtils.concat.bind(ByteUtils);
  ByteUtils.concat = (parts) => {
    const [only] = parts;
    return only !== undefined && parts.length === 1 && whole.has(only) ? only : concat(parts);
  };
  prototype[CHANGED] = true;
}

/** Copies the parts of a message in front of its prepared section; undefined where there is none, or too little room. */
function joinedInPlace(parts: readonly Uint8Array[]): Uint8Array[] | undefined {
  const section = parts.at(-1);
  const place = section && places.get(section);
  if (section === undefined || place === undefined) return undefined;
  const before = parts.slice(0, -1);
  const start = place.at - before.reduce((sum, { length }) => sum + length, 0);
  if (start < 0) return undefined;
  let at = start;
  for (const part of before) {
    place.bytes.set(part, at);
    at += part.length;
  }
  const message = place.bytes.subarray(start, place.at + section.length);
  whole.add(message);
  return [message];
}

function maker({ DocumentSequence }: Internals): MakeDocumentSequence {
  return (field, bytes, ranges) => {
    const sequence = new DocumentSequence(field);
    const [first] = ranges;
    const header = 1 + 4 + field.length + 1;
    if (first === undefined || ranges.length > 1 || header > first.start) {
      for (const { start, end } of ranges) sequence.push(undefined, bytes.subarray(start, end));
      return { value: sequence, release: () => undefined };
    }
    const room = Math.max(0, first.start - MESSAGE_ROOM);
    const covered = Buffer.from(bytes.subarray(room, first.start));
    const at = first.start - header;
    bytes[at] = 1;
    bytes.writeInt32LE(first.end - at - 1, at + 1);
    bytes.write(`${field}\0`, at + 5, 'latin1');
    const section = bytes.subarray(at, first.end);
    places.set(section, { bytes: bytes.subarray(room), at: at - room });
    const value = Object.assign(sequence, { [PREPARED]: section });
    return { value, release: () => void covered.copy(bytes, room) };
  };
}

/** With a gap between the documents, and without one. */
function encodesAsExpected(make: MakeDocumentSequence, { OpMsgRequest, ByteUtils }: Internals, gap: number): boolean {
  const { BSON } = mongoose.mongo;
  const [one, two] = [Buffer.from(BSON.serialize({ _id: 1 })), Buffer.from(BSON.serialize({ _id: 'two' }))];
  const bytes = Buffer.concat([Buffer.alloc(MESSAGE_ROOM, 7), one, Buffer.alloc(gap), two]);
  const before = Buffer.from(bytes);
  const middle = MESSAGE_ROOM + one.length;
  const apart = [
    { start: MESSAGE_ROOM, end: middle },
    { start: middle + gap, end: bytes.length },
  ];
  const sequence = make('documents', bytes, gap === 0 ? [{ start: MESSAGE_ROOM, end: bytes.length }] : apart);
  const request = new OpMsgRequest('db', { insert: 'c', documents: sequence.value }, {});
  const message = Buffer.from(ByteUtils.concat(request.toBin()));
  sequence.release();
  const field = Buffer.from('documents\0');
  const header = Buffer.alloc(5);
  header[0] = 1;
  header.writeInt32LE(4 + field.length + one.length + two.length, 1);
  const command = Buffer.from(BSON.serialize({ insert: 'c', $db: 'db' }));
  const sections = Buffer.concat([Buffer.alloc(1), command, header, field, one, two]);
  const isWhole = message.readInt32LE(0) === message.length;
  return isWhole && message.subarray(20).equals(sections) && bytes.equals(before);
}
