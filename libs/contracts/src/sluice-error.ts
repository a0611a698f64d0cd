import { ERROR_CODES, type ErrorCode, type ErrorKind } from './error-codes.js';

interface SluiceErrorOptions {
  /** Facts for logs and problem details: names, positions, limits. Never payloads, never secrets. */
  readonly context?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * The one error class. The message says what was being done, in the gerund ("writing batch to sensor: …").
 * What happens next follows from the code's kind alone, see {@link ErrorKind}.
 */
export class SluiceError extends Error {
  override readonly name = 'SluiceError';
  readonly context: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: SluiceErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.context = options.context ?? {};
  }

  get kind(): ErrorKind {
    return ERROR_CODES[this.code].kind;
  }

  get status(): number {
    return ERROR_CODES[this.code].status;
  }
}
