export { ERROR_CODES, type ErrorCode, type ErrorKind } from './error-codes.js';
export { SluiceError } from './sluice-error.js';
export {
  DEAD_LETTER_HEADER_PREFIX,
  DEAD_LETTER_HEADERS,
  HEADER_REPLAY,
  HEADER_SCHEMA,
  STORED_ID,
  STORED_KEY,
  STORED_TIMESTAMP,
  storedFieldName,
  TOPIC_SCHEMAS,
} from './record-names.js';
