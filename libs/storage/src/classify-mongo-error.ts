import { type ErrorCode, SluiceError } from '@sluice/contracts';
import mongoose from 'mongoose';
import { storeRefusal } from './store-refusal.js';
import { refusalOf } from './write/write-refusal.js';

/** Codes of mongod that say the same whatever was being done; https://github.com/mongodb/mongo error_codes.yml. */
const CODE_BY_SERVER_CODE: ReadonlyMap<number, ErrorCode> = new Map([
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

/**
 * Codes of a server that will take the same later: it stops, steps down, starts, has no majority, no memory, no disk or
 * too much to do, or lost a lock, a cursor, a connection or its view of the cluster. HostUnreachable, HostNotFound,
 * LockTimeout, CursorNotFound, LockBusy, WriteConcernTimeout, NetworkTimeout, ShutdownInProgress, NotYetInitialized,
 * UnsatisfiableWriteConcern, WriteConflict, ConflictingOperationInProgress, FailedToSatisfyReadPreference,
 * ReadConcernMajorityNotAvailableYet, ExceededMemoryLimit, StaleEpoch, QueryPlanKilled, PrimarySteppedDown,
 * NetworkInterfaceExceededTimeLimit, CursorKilled, SnapshotUnavailable, StaleDbVersion, ClientDisconnect,
 * ConnectionPoolExpired, ReauthenticationRequired, IngressRequestRateLimitExceeded, SocketException, LegacyNotPrimary,
 * NotWritablePrimary, InterruptedAtShutdown, Interrupted, InterruptedDueToReplStateChange, StaleConfig,
 * NotPrimaryNoSecondaryOk, NotPrimaryOrSecondary, OutOfDiskSpace, and Cosmos DB's RequestRateTooLarge.
 */
const TRANSIENT: ReadonlySet<number> = new Set([
  6, 7, 24, 43, 46, 64, 89, 91, 94, 100, 112, 117, 133, 134, 146, 150, 175, 189, 202, 237, 246, 249, 279, 317, 391, 462,
  9001, 10058, 10107, 11600, 11601, 11602, 13388, 13435, 13436, 14031, 16500,
]);
/** Labels by which a server says so itself. */
const TRANSIENT_LABELS = [
  'RetryableWriteError',
  'TransientTransactionError',
  'RetryableError',
  'SystemOverloadedError',
];

/** Message of the server where it holds no values of documents. */
const QUOTES_NO_VALUES: ReadonlySet<ErrorCode> = new Set(['STORE_UNAVAILABLE', 'INTERNAL']);

/**
 * What an error of Mongoose, the driver, its sockets or mongod means. Total. A code of mongod that is in none of the
 * tables is STORE_UNCLASSIFIED; what else of MongoDB's is not known to be final is STORE_UNAVAILABLE: trying again costs
 * time, giving up would cost data. What is no error of MongoDB's is INTERNAL.
 * @param doing what was being done, in the gerund; it begins the message
 */
export function classifyMongoError(error: unknown, doing: string): SluiceError {
  if (error instanceof SluiceError) return error;
  const refusal = storeRefusal(error);
  const code = refusal === undefined ? codeOf(error) : 'STORE_AUTH';
  const serverCode = serverCodeOf(error);
  if (refusal !== undefined) {
    const context = serverCode === undefined ? {} : { serverCode };
    return new SluiceError(code, `${doing}: ${refusal}`, { context, cause: error });
  }
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
    return CODE_BY_SERVER_CODE.get(serverCode) ?? refusalOf(serverCode) ?? unknownCode(serverCode, error);
  }
  if (error instanceof mongo.MongoOperationTimeoutError) return 'QUERY_TIMEOUT';
  if (error instanceof mongo.MongoInvalidArgumentError) return 'INTERNAL';
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

function unknownCode(serverCode: number, error: mongoose.mongo.MongoServerError): ErrorCode {
  const willPass = TRANSIENT.has(serverCode) || TRANSIENT_LABELS.some((label) => error.hasErrorLabel(label));
  // mongos and proxies answer without a code while they cannot reach anything
  return willPass || serverCode === 0 ? 'STORE_UNAVAILABLE' : 'STORE_UNCLASSIFIED';
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
    case 'STORE_UNCLASSIFIED':
      return 'an error of the server that is not known';
    default:
      return 'refused';
  }
}
