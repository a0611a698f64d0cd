import { ERROR_CODES, type ErrorCode, SluiceError } from '@sluice/contracts';
import type { components } from './query-api.js';

/** What the query app answers where it refuses a request (RFC 9457). */
export type Problem = Partial<components['schemas']['ProblemDto']>;

/** A request that the query app refused, and what would do instead. */
export class QueryProblem extends SluiceError {
  /** @param retryAfterSeconds when to try again, where that may help */
  constructor(
    code: ErrorCode,
    message: string,
    /** As it was sent; empty where something between here and the app answered. */
    readonly problem: Problem,
    readonly httpStatus: number,
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(code, message, { context: { ...problem } });
  }

  /** The parameter at fault, such as `V1[gte]`, or its place in the body, such as `where.or[1].value`. */
  get parameter(): string | undefined {
    return this.problem.parameter;
  }

  /** What is expected of it. */
  get expected(): string | undefined {
    return this.problem.expected;
  }

  /** A value that would do. */
  get example(): string | undefined {
    return this.problem.example;
  }
}

/** The error that a reply with a status of 400 or more stands for. */
export async function problemOf(reply: Response): Promise<QueryProblem> {
  const problem = problemIn(await reply.text().catch(() => ''));
  const retryAfter = Number(reply.headers.get('retry-after') ?? Number.NaN);
  const message = problem.detail ?? `asking ${reply.url}: ${reply.status} ${reply.statusText}`.trimEnd();
  return new QueryProblem(
    codeOf(problem, reply.status),
    message,
    problem,
    reply.status,
    Number.isFinite(retryAfter) ? retryAfter : undefined,
  );
}

/** What became of a request that got no reply, or only a part of one. Being told to stop is no failure: it stays. */
export function unansweredError(url: string, cause: unknown, signal?: AbortSignal): unknown {
  if (cause instanceof SluiceError || signal?.aborted) return cause;
  return new SluiceError('APP_UNAVAILABLE', `asking ${url}: the query app does not answer, or broke off`, { cause });
}

function problemIn(text: string): Problem {
  try {
    const found: unknown = JSON.parse(text);
    const isProblem = typeof found === 'object' && found !== null && 'code' in found && typeof found.code === 'string';
    return isProblem ? (found as Problem) : {}; // whoever sends a code sends what RFC 9457 says
  } catch {
    return {};
  }
}

/** An app that is newer than this may answer codes that are not known here; then the status decides. */
function codeOf({ code }: Problem, status: number): ErrorCode {
  if (code !== undefined && Object.hasOwn(ERROR_CODES, code)) return code as ErrorCode; // a key of the table
  return status < 500 ? 'REQUEST_INVALID' : 'APP_UNAVAILABLE';
}
