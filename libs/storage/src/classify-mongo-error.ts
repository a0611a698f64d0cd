import { type ErrorCode, SluiceError } from '@sluice/contracts';
import mongoose from 'mongoose';
import { refusalOf } from './write/write-refusal.js';

/** Codes of mongod that say the same whatever was being done; https://github.com/mongodb/mongo error_codes.yml. */
const CODE_BY_SERVER_CODE: ReadonlyMap<number, ErrorCode> = new Map([
  // Unauthorized, AuthenticationFailed, AtlasError (bad credentials)
  [13, 'STORE_AUTH'],
  [18, 'STORE_AUTH'],
  [8000, 'STORE_AUTH'],
  // MaxTimeMSExpired, ExceededTimeLimit
  [50, 'QUERY_TIMEOUT'],
  [262, 'QUERY_TIMEOUT'],
  // ExceededMemoryLimit, QueryExceededMemoryLimitNoDiskUseAllowed, Location 16819 and 16945 of sorts and groups
  [146, 'QUERY_TOO_LARGE'],
  [292, 'QUERY_TOO_LARGE'],
  [16819, 'QUERY_TOO_LARGE'],
  [16945, 'QUERY_TOO_LARGE'],
  // Location40573: change streams on a standalone server
  [40573, 'LIVE_UNSUPPORTED'],
  // CommandNotFound, InvalidOptions, InvalidNamespace, UnknownReplWriteConcern, IndexOptionsConflict,
  // IndexKeySpecsConflict, CommandNotSupportedOnView: configuration or a defect
  [59, 'INTERNAL'],
  [72, 'INTERNAL'],
  [73, 'INTERNAL'],
  [79, 'INTERNAL'],
  [85, 'INTERNAL'],
  [86, 'INTERNAL'],
  [166, 'INTERNAL'],
]);

/** Message of the server where it holds no values of documents. */
const QUOTES_NO_VALUES: ReadonlySet<ErrorCode> = new Set(['STORE_AUTH', 'STORE_UNAVAILABLE', 'INTERNAL']);

/**
 * What an error of Mongoose, the driver, its sockets or mongod means. Total. What is not known to be final is
 * STORE_UNAVAILABLE: trying again costs time, giving up would cost data. What is no error of MongoDB's is INTERNAL.
 * @param doing what was being done, in the gerund; it begins the message
 */
export function classifyMongoError(error: unknown, doing: string): SluiceError {
  if (error instanceof SluiceError) return error;
  const code = codeOf(error);
  const serverCode = serverCodeOf(error);
  const detail = QUOTES_NO_VALUES.has(code) && error instanceof Error ? error.message : summary(code);
  return new SluiceError(code, `${doing}: ${detail}`, {
    context: serverCode === undefined ? {} : { serverCode },
    cause: error,
  });
}

function codeOf(error: unknown): ErrorCode {
  const { mongo } = mongoose;
  if (error instanceof mongo.MongoParseError || error instanceof mongo.MongoMissingCredentialsError) {
    return 'CONFIG_INVALID';
  }
  // Durability was not confirmed, whatever the code says.
  if (error instanceof mongo.MongoWriteConcernError) return 'STORE_UNAVAILABLE';
  if (error instanceof mongo.MongoServerError) {
    const serverCode = serverCodeOf(error) ?? 0;
    return CODE_BY_SERVER_CODE.get(serverCode) ?? refusalOf(serverCode) ?? 'STORE_UNAVAILABLE';
  }
  if (error instanceof mongo.MongoOperationTimeoutError) return 'QUERY_TIMEOUT';
  if (error instanceof mongo.MongoInvalidArgumentError) return 'INTERNAL';
  if (error instanceof mongo.MongoServerSelectionError) {
    const first = [...(error.reason?.servers.values() ?? [])].find((server) => server.error)?.error;
    return serverCodeOf(first) === 18 ? 'STORE_AUTH' : 'STORE_UNAVAILABLE';
  }
  if (error instanceof mongo.MongoError || error instanceof mongoose.Error.MongooseServerSelectionError) {
    return 'STORE_UNAVAILABLE';
  }
  if (error instanceof mongo.BSON.BSONError)
    return /size|large|length/i.test(error.message) ? 'RECORD_TOO_LARGE' : 'STORE_REFUSED';
  if (error instanceof mongoose.Error && /initial connection|buffering timed out|not connected/i.test(error.message)) {
    return 'STORE_UNAVAILABLE';
  }
  return error instanceof Error && 'syscall' in error ? 'STORE_UNAVAILABLE' : 'INTERNAL';
}

function serverCodeOf(error: unknown): number | undefined {
  const code = error instanceof mongoose.mongo.MongoError ? Number(error.code) : Number.NaN;
  return Number.isInteger(code) ? code : undefined;
}

function summary(code: ErrorCode): string {
  switch (code) {
    case 'QUERY_TIMEOUT':
      return 'it took longer than allowed';
    case 'QUERY_TOO_LARGE':
      return 'it needs more memory than a query may take; narrow it, or build an index for its sort';
    case 'LIVE_UNSUPPORTED':
      return 'MongoDB is no replica set';
    case 'RECORD_TOO_LARGE':
      return 'a document is too large';
    default:
      return 'refused';
  }
}
