/**
 * What an error means for the work that met it.
 *
 * - `transient`: may work later. The batch is retried, nothing is committed or dead-lettered; HTTP answers 503.
 * - `record`: this record never will. It alone is dead-lettered; HTTP answers 4xx.
 * - `unclassified`: says nothing that is known. Tried for a while; then the batch is halved until the record at fault is
 *   found, and only a record that fails where another of its batch passes is dead-lettered; HTTP answers 503.
 * - `fatal`: this process must not go on. It logs once and exits with a code other than 0.
 */
export type ErrorKind = 'transient' | 'record' | 'unclassified' | 'fatal';

interface ErrorCodeEntry {
  readonly kind: ErrorKind;
  /** HTTP status where the error reaches a client. */
  readonly status: number;
  /** One sentence for the reference page: when it occurs and what to do. */
  readonly help: string;
}

/** The closed table of error codes. docs/reference/errors.md is generated from it. */
export const ERROR_CODES = {
  CONNECTOR_INTOLERANT: {
    kind: 'fatal',
    status: 500,
    help: 'A record failed in a connector with errors.tolerance=none; mend it or tolerate it, then restart.',
  },
  CONFIG_INVALID: { kind: 'fatal', status: 500, help: 'A setting is missing or malformed; every problem is listed.' },
  INTERNAL: { kind: 'fatal', status: 500, help: 'A defect in Sluice; report it with the log line.' },
  SHUTTING_DOWN: { kind: 'transient', status: 503, help: 'The process is stopping; try another or try again.' },

  TOOL_MISSING: {
    kind: 'fatal',
    status: 500,
    help: 'A program that the local stack needs is missing or too old; the message says which and how to get it.',
  },
  DOWNLOAD_FAILED: {
    kind: 'fatal',
    status: 500,
    help: 'A download failed or its digest differs twice in a row; check the network and try again.',
  },
  STACK_FAILED: {
    kind: 'fatal',
    status: 500,
    help: 'A service of the local stack did not start; the message ends with its last log lines.',
  },

  BROKER_UNAVAILABLE: {
    kind: 'transient',
    status: 503,
    help: 'Kafka does not answer or has no leader; it is retried.',
  },
  BROKER_AUTH: { kind: 'fatal', status: 503, help: 'Kafka refused the credentials or the TLS handshake; check them.' },
  BROKER_REFUSED: { kind: 'fatal', status: 502, help: 'Kafka refused the request for good, for example by its ACLs.' },
  TOPIC_UNKNOWN: { kind: 'record', status: 404, help: 'The topic does not exist and may not be created.' },
  TOPIC_INVALID: { kind: 'record', status: 422, help: 'The topic name is not one that Kafka accepts.' },
  RECORD_TOO_LARGE: { kind: 'record', status: 413, help: 'The record exceeds what the broker or the store accepts.' },
  RECORD_REFUSED: {
    kind: 'record',
    status: 422,
    help: 'Kafka refuses this record, for example without a key in a compacted topic.',
  },

  SCHEMA_REGISTRY_UNAVAILABLE: {
    kind: 'transient',
    status: 503,
    help: 'The schema registry does not answer; it is retried.',
  },
  SCHEMA_REGISTRY_AUTH: { kind: 'fatal', status: 503, help: 'The schema registry refused the credentials.' },
  SCHEMA_INCOMPATIBLE: {
    kind: 'record',
    status: 409,
    help: 'The registry refuses the schema as incompatible with an earlier version.',
  },
  SCHEMA_INVALID: {
    kind: 'record',
    status: 422,
    help: 'The JSON Schema itself is malformed or uses what is not supported.',
  },
  SCHEMA_UNKNOWN: { kind: 'record', status: 404, help: 'No schema has the id or fingerprint that the record names.' },

  VALUE_NOT_JSON: {
    kind: 'record',
    status: 422,
    help: 'The value is not one JSON object; the byte position is given.',
  },
  VALUE_EMPTY: { kind: 'record', status: 422, help: 'The value is empty or a tombstone and the sink cannot store it.' },
  VALUE_TOO_DEEP: { kind: 'record', status: 422, help: 'The value nests deeper than the limit.' },
  VALUE_BAD_FRAMING: {
    kind: 'record',
    status: 422,
    help: 'The value does not carry the wire format that the converter expects.',
  },
  VALUE_SCHEMA_MISMATCH: { kind: 'record', status: 422, help: 'A field does not match the schema of its dataset.' },
  VALUE_BAD_FIELD_NAME: {
    kind: 'record',
    status: 422,
    help: 'A field name cannot be stored, for example because it holds a NUL byte.',
  },
  KEY_MISSING: { kind: 'record', status: 422, help: 'The id strategy needs a key or field that the record lacks.' },

  ROW_CELL_COUNT: { kind: 'record', status: 422, help: 'A CSV row has more or fewer cells than the header.' },
  ROW_BROKEN_QUOTE: {
    kind: 'record',
    status: 422,
    help: 'A CSV quote is not closed, or text follows the closing quote.',
  },
  ROW_NOT_UTF8: {
    kind: 'record',
    status: 422,
    help: 'A row holds bytes that are not UTF-8; convert the file, for example with iconv.',
  },
  ROW_BAD_HEADER: {
    kind: 'record',
    status: 422,
    help: 'A CSV header is empty, names a column twice or not at all, or does not fit the schema.',
  },
  INPUT_UNREADABLE: {
    kind: 'fatal',
    status: 500,
    help: 'A file or folder to produce does not exist or cannot be read.',
  },
  ROW_TOO_LARGE: { kind: 'record', status: 413, help: 'A row or record is longer than the limit.' },

  STORE_UNAVAILABLE: {
    kind: 'transient',
    status: 503,
    help: 'MongoDB does not answer or has no primary; it is retried without limit.',
  },
  STORE_UNCLASSIFIED: {
    kind: 'unclassified',
    status: 503,
    help: 'MongoDB fails in a way that is not known to be of the record or to pass; the log has its code.',
  },
  STORE_AUTH: { kind: 'fatal', status: 503, help: 'MongoDB refused the credentials or the user lacks a role.' },
  STORE_REFUSED: {
    kind: 'record',
    status: 422,
    help: 'MongoDB refuses this document, for example by a validator or a unique index.',
  },
  STORE_ID_CONFLICT: {
    kind: 'record',
    status: 409,
    help: 'Another document already has this id, for example after a topic was deleted and made again.',
  },

  KEY_QUARANTINED: {
    kind: 'record',
    status: 409,
    help: 'An earlier record of this key is a dead letter, and errors.quarantine.keys holds those behind it; replay or discard that one, then these in their order.',
  },
  RECORD_FAILED: {
    kind: 'record',
    status: 422,
    help: 'Storing this record fails again and again, also alone, while others of its batch are stored; the message says how.',
  },

  REQUEST_INVALID: {
    kind: 'record',
    status: 400,
    help: 'A parameter or body is wrong; the reply names it and gives an example.',
  },
  REQUEST_TOO_LARGE: { kind: 'record', status: 413, help: 'The body exceeds the limit; send it in parts.' },
  REQUEST_TIMEOUT: {
    kind: 'transient',
    status: 408,
    help: 'The request came too slowly and was given up; send it again, in parts where it is large.',
  },
  REQUEST_MEDIA_TYPE: { kind: 'record', status: 415, help: 'The Content-Type is not one that the route reads.' },
  REQUEST_TOO_MANY: {
    kind: 'transient',
    status: 429,
    help: 'More requests than the server takes at once; try after Retry-After seconds.',
  },
  REQUEST_OVERLOAD: {
    kind: 'transient',
    status: 503,
    help: 'As many requests are under way as RUNTIME_HTTP_MAX_REQUESTS allows; try again after Retry-After seconds.',
  },
  ACCESS_UNAUTHENTICATED: {
    kind: 'record',
    status: 401,
    help: 'The request names no caller, or one that is not known; send an API key or a JWT as a bearer token.',
  },
  ACCESS_DENIED: {
    kind: 'record',
    status: 403,
    help: 'The caller lacks the role, or was not given the dataset or topic; whoever manages the keys can change that.',
  },
  ACCESS_UNDECIDED: {
    kind: 'transient',
    status: 503,
    help: 'A JWT cannot be checked while the keys of its issuer cannot be fetched; try again.',
  },
  QUERY_TIMEOUT: {
    kind: 'transient',
    status: 503,
    help: 'The query exceeded its time limit; narrow it or add an index.',
  },
  QUERY_TOO_LARGE: {
    kind: 'record',
    status: 422,
    help: 'The query needs more memory, groups or windows than one may take; narrow it or build an index for it.',
  },
  LIVE_UNSUPPORTED: {
    kind: 'record',
    status: 501,
    help: 'MongoDB tells of changes only where it runs as a replica set, of one member or more.',
  },
  DATASET_UNKNOWN: { kind: 'record', status: 404, help: 'No dataset has this name; /v1/datasets lists them.' },
  DATASET_EXISTS: { kind: 'record', status: 409, help: 'Another dataset or collection already has this name.' },
  INDEX_UNKNOWN: {
    kind: 'record',
    status: 404,
    help: 'The dataset has no index of this name; its indexes are listed.',
  },
  INDEX_ESSENTIAL: {
    kind: 'record',
    status: 409,
    help: 'Sluice itself needs this index: the one of ids, that of timestamps, or that of the retention.',
  },
  BUCKETS_UNKNOWN: {
    kind: 'record',
    status: 404,
    help: 'No buckets of this name are declared for the dataset; those that are are listed.',
  },
  RECORD_UNKNOWN: { kind: 'record', status: 404, help: 'No record of the dataset has this id.' },
  APP_UNAVAILABLE: {
    kind: 'transient',
    status: 503,
    help: 'An app that a command talks to does not answer; check that it runs, and the URL.',
  },
  CONNECTOR_UNKNOWN: {
    kind: 'record',
    status: 404,
    help: 'No connector of this process has this name; /v1/connectors lists them.',
  },
  DEAD_LETTER_UNKNOWN: {
    kind: 'record',
    status: 404,
    help: 'The dead-letter topic of the connector holds no letter at this partition and offset.',
  },
  DEAD_LETTER_NO_ORIGIN: {
    kind: 'record',
    status: 422,
    help: 'The headers of the letter name no origin, or a topic that its connector does not store; it cannot be replayed.',
  },
  DEAD_LETTER_LOOP: {
    kind: 'record',
    status: 409,
    help: 'The record was replayed three times and refused each time; mend it, then replay it with force.',
  },
  REPLAY_UNSAFE: {
    kind: 'record',
    status: 409,
    help: 'Ids of the connector are keys or fields, so old records would take the place of newer ones; stop the connector and set the offsets of its group back instead.',
  },
  ROUTE_UNKNOWN: { kind: 'record', status: 404, help: 'No route has this path; /docs lists them.' },
} as const satisfies Record<string, ErrorCodeEntry>;

export type ErrorCode = keyof typeof ERROR_CODES;
