import { SluiceError } from '@sluice/contracts';
import mongoose from 'mongoose';

const NO_ACCESS: ReadonlySet<number> = new Set([13, 18, 8000]);
/** InvalidNamespace, CommandNotSupportedOnView, CommandNotFound, InvalidOptions, UnknownReplWriteConcern: configuration. */
const WRONG_TARGET: ReadonlySet<number> = new Set([73, 166, 59, 72, 79]);

/** What an error that concerns a whole write means. Whatever is not known for sure may work later. */
export function classifyMongoError(error: unknown, doing: string): SluiceError {
  if (error instanceof SluiceError) return error;
  const code = error instanceof mongoose.mongo.MongoError ? Number(error.code ?? 0) : 0;
  const context = code === 0 ? {} : { serverCode: code };
  if (NO_ACCESS.has(code)) return new SluiceError('STORE_AUTH', `${doing}: not allowed`, { context, cause: error });
  if (WRONG_TARGET.has(code)) return new SluiceError('INTERNAL', `${doing}: refused`, { context, cause: error });
  return new SluiceError('STORE_UNAVAILABLE', `${doing}: not confirmed`, { context, cause: error });
}
