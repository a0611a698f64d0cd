import type { LoggerService } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import { destination, pino, type Level, type Logger as PinoLogger } from 'pino';
import { PinoPretty } from 'pino-pretty';

export interface LoggerOptions {
  readonly app: string;
  readonly level: Level;
  readonly format: 'auto' | 'json' | 'pretty';
}

/** Contexts in which Nest tells each module and route at the start. */
const NEST_STARTUP: ReadonlySet<string> = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'NestMicroservice',
  'RouterExplorer',
  'RoutesResolver',
]);

/**
 * Structured logs, one JSON object a line on standard output. Nest's calls are understood as well: a trailing string
 * is the context, objects are merged as fields, errors keep code, cause and stack.
 */
export class Logger implements LoggerService {
  readonly pino: PinoLogger;

  constructor({ app, level, format }: LoggerOptions) {
    const pretty = format === 'pretty' || (format === 'auto' && process.stdout.isTTY);
    const options = { level, base: { app }, timestamp: pino.stdTimeFunctions.isoTime, messageKey: 'message' };
    const stream = pretty
      ? PinoPretty({ messageKey: 'message', ignore: 'pid,hostname,app', translateTime: 'SYS:HH:MM:ss.l', sync: true })
      : destination({ fd: 1, sync: true });
    this.pino = pino({ ...options, formatters: { level: (label) => ({ level: label }) } }, stream);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write(NEST_STARTUP.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const context = typeof rest.at(-1) === 'string' ? { context: rest.at(-1) } : {};
    const fields = Object.assign({}, context, ...rest.map(fieldsOf)) as object;
    if (message instanceof Error) this.pino[level]({ ...fields, ...errorFields(message) }, message.message);
    else if (typeof message === 'object' && message !== null) this.pino[level]({ ...fields, ...message });
    else this.pino[level](fields, String(message));
  }
}

function fieldsOf(value: unknown): object {
  if (value instanceof Error) return errorFields(value);
  return typeof value === 'object' && value !== null ? value : {};
}

/** An error as log fields, its chain of causes as one line each. */
export function errorFields(error: Error): object {
  const own = error instanceof SluiceError ? { code: error.code, ...error.context } : { stack: error.stack };
  const causes: string[] = [];
  for (let cause = error.cause; cause instanceof Error && causes.length < 5; cause = cause.cause) {
    causes.push(`${cause.name}: ${cause.message}`);
  }
  return causes.length > 0 ? { ...own, causes } : own;
}
