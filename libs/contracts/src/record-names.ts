/**
 * Names that Sluice adds to a stored document. A record's own field of such a name (with any number of leading
 * underscores) gains one underscore, so that `_id` is stored as `__id`, `__id` as `___id`: no collision is possible
 * and the way back is unambiguous.
 */
export const STORED_ID = '_id';
/** Record timestamp, BSON date. */
export const STORED_TIMESTAMP = '_ts';
/** Record key: string where it is UTF-8, else binary; absent where the record has none. */
export const STORED_KEY = '_key';

const RESERVED = /^_+(?:id|ts|key)$/;

/** The name under which a record's top-level field is stored. */
export function storedFieldName(field: string): string {
  return RESERVED.test(field) ? `_${field}` : field;
}

/** Kafka header that names the schema of a record without registry framing: its fingerprint, 16 hex characters. */
export const HEADER_SCHEMA = 'sluice.schema';

/** Compacted topic with the schemas that {@link HEADER_SCHEMA} names: key fingerprint, value JSON Schema. */
export const TOPIC_SCHEMAS = '_sluice.schemas';

/** Kafka header of a dead letter that was produced again: how many times so far, in decimal digits. */
export const HEADER_REPLAY = 'sluice.replay';

/** What the names of all dead-letter headers begin with. */
export const DEAD_LETTER_HEADER_PREFIX = '__connect.errors.';

/** Dead-letter headers, the de-facto names of Kafka Connect (KIP-298). */
export const DEAD_LETTER_HEADERS = {
  topic: '__connect.errors.topic',
  partition: '__connect.errors.partition',
  offset: '__connect.errors.offset',
  connector: '__connect.errors.connector.name',
  task: '__connect.errors.task.id',
  stage: '__connect.errors.stage',
  exceptionClass: '__connect.errors.class.name',
  exceptionName: '__connect.errors.exception.class.name',
  exceptionMessage: '__connect.errors.exception.message',
  exceptionStack: '__connect.errors.exception.stacktrace',
} as const;
