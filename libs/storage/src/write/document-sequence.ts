import mongoose from 'mongoose';
import { createRequire } from 'node:module';

/**
 * The one file that knows the driver's internals. The driver sends ready BSON as an OP_MSG section of kind 1 when a
 * command holds its own `DocumentSequence`; one chunk of it may be many concatenated documents.
 */
interface Sequence {
  push(document: unknown, bytes: Uint8Array): number;
}
interface Internals {
  readonly DocumentSequence: new (field: string) => Sequence;
  readonly OpMsgRequest: new (database: string, command: object, options: object) => { toBin(): Uint8Array[] };
}

/** Makes the value of a command's field out of chunks of concatenated BSON documents. */
export type MakeDocumentSequence = (field: string, chunks: readonly Buffer[]) => unknown;

const SECTION_HEADER = 5;

/**
 * Answers undefined where the installed driver does not encode sequences as the protocol says, so that the caller can
 * take the public API. `load` is for tests.
 */
export function documentSequences(load: () => unknown = loadInternals): MakeDocumentSequence | undefined {
  try {
    const { DocumentSequence, OpMsgRequest } = load() as Internals;
    const make: MakeDocumentSequence = (field, chunks) => {
      const sequence = new DocumentSequence(field);
      for (const chunk of chunks) sequence.push(undefined, chunk);
      return sequence;
    };
    return encodesAsExpected(make, OpMsgRequest) ? make : undefined;
  } catch {
    // Another layout of the driver is an expected outcome: the public API works with any.
    return undefined;
  }
}

function loadInternals(): unknown {
  // The driver that Mongoose itself uses, not one that happens to be hoisted.
  const fromMongoose = createRequire(createRequire(import.meta.url).resolve('mongoose'));
  return fromMongoose('mongodb/lib/cmap/commands.js');
}

function encodesAsExpected(make: MakeDocumentSequence, OpMsgRequest: Internals['OpMsgRequest']): boolean {
  const documents = [{ _id: 1 }, { _id: 2 }, { _id: 'three' }].map((doc) =>
    Buffer.from(mongoose.mongo.BSON.serialize(doc)),
  );
  const [first, ...rest] = documents;
  const chunks = [first ?? Buffer.alloc(0), Buffer.concat(rest)];
  const message = Buffer.concat(
    new OpMsgRequest('db', { insert: 'c', documents: make('documents', chunks) }, {}).toBin(),
  );
  const field = Buffer.from('documents\0');
  const body = Buffer.concat(documents);
  const header = Buffer.alloc(SECTION_HEADER);
  header[0] = 1;
  header.writeInt32LE(4 + field.length + body.length, 1);
  const command = Buffer.from(mongoose.mongo.BSON.serialize({ insert: 'c', $db: 'db' }));
  const sections = Buffer.concat([Buffer.alloc(1), command, header, field, body]);
  return message.readInt32LE(0) === message.length && message.subarray(20).equals(sections);
}
