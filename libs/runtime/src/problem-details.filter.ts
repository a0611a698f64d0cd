import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { ERROR_CODES, type ErrorCode, SluiceError } from '@sluice/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorFields, Logger } from './logger.js';

/** An error as RFC 9457 describes it; `code` is one of the error codes, `errors` names parameters. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: ErrorCode;
  readonly [extension: string]: unknown;
}

const RETRY_AFTER_SECONDS = 5;
/** Statuses that the framework itself answers with. */
const CODE_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  404: 'ROUTE_UNKNOWN',
  413: 'REQUEST_TOO_LARGE',
  415: 'REQUEST_MEDIA_TYPE',
  429: 'REQUEST_TOO_MANY',
};

/** The one place where errors become HTTP replies. Nothing of a defect but its code leaves the process. */
@Catch()
export class ProblemDetailsFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): unknown {
    if (host.getType() !== 'http') throw error;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent || reply.raw.headersSent) return reply.raw.destroy();
    const health = healthReport(error);
    if (health) return reply.status(503).send(health);
    const problem = toProblem(error, request.url.split('?')[0] ?? '/');
    if (problem.status === 500) this.logger.error('answering a request', toFields(error), 'http');
    if (problem.status === 429 || problem.status === 503) {
      const seconds = problem['retryAfterSeconds'];
      void reply.header('Retry-After', String(typeof seconds === 'number' ? seconds : RETRY_AFTER_SECONDS));
    }
    // What is left of a request that came too slowly is not waited for.
    if (problem.status === 408) void reply.header('Connection', 'close');
    return reply.status(problem.status).type('application/problem+json; charset=utf-8').send(JSON.stringify(problem));
  }
}

/** Terminus throws its report; it is the body that probes expect. */
function healthReport(error: unknown): object | undefined {
  if (!(error instanceof HttpException)) return undefined;
  const body = error.getResponse();
  return typeof body === 'object' && 'status' in body && 'details' in body ? body : undefined;
}

export function toProblem(error: unknown, instance: string): ProblemDetails {
  if (error instanceof SluiceError) {
    const { status, help } = ERROR_CODES[error.code];
    if (status !== 500) return problem(error.code, status, error.message, instance, help, error.context);
  } else if (statusOf(error) < 500) {
    const status = statusOf(error);
    const code = CODE_BY_STATUS[status] ?? 'REQUEST_INVALID';
    return problem(code, status, messageOf(error), instance, ERROR_CODES[code].help, validationErrors(error));
  }
  return problem(
    'INTERNAL',
    500,
    'The request could not be answered; the log has the cause.',
    instance,
    ERROR_CODES.INTERNAL.help,
  );
}

function problem(
  code: ErrorCode,
  status: number,
  detail: string,
  instance: string,
  title: string,
  extensions: Readonly<Record<string, unknown>> = {},
): ProblemDetails {
  return { ...extensions, type: `urn:sluice:error:${code}`, title, status, detail, instance, code };
}

/** Status of Nest's and Fastify's own errors; 500 for anything else. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 ? status : 500;
}

function messageOf(error: unknown): string {
  const errors = validationErrors(error)['errors'];
  if (Array.isArray(errors)) return errors.join('; ');
  return error instanceof Error ? error.message : String(error);
}

/** The messages of Nest's ValidationPipe. */
function validationErrors(error: unknown): Record<string, unknown> {
  const body = error instanceof HttpException ? error.getResponse() : undefined;
  const message = typeof body === 'object' && 'message' in body ? body.message : undefined;
  return Array.isArray(message) ? { errors: message } : {};
}

function toFields(error: unknown): object {
  return error instanceof Error ? { error: error.message, ...errorFields(error) } : { error: String(error) };
}
