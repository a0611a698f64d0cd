import type { ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ERROR_CODES, type ErrorCode } from '@sluice/contracts';
import type { AccessValues } from './access-control.js';

/** Node's own default; all headers of a request together. */
const HEADER_BYTES = 16 * 1024;

/** The settings' own defaults, for apps without them. */
const DEFAULTS = {
  RUNTIME_HTTP_HEADERS_TIMEOUT_MS: 10_000,
  RUNTIME_HTTP_REQUEST_TIMEOUT_MS: 300_000,
  RUNTIME_HTTP_MAX_CONNECTIONS: 10_000,
};

type LimitValues = Pick<AccessValues, keyof typeof DEFAULTS>;

interface HttpLimits {
  readonly requestTimeout: number;
  readonly http: ServerOptions;
  readonly clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) => void;
}

/** Fastify options that bound the size of headers and how long a client may take to send them, and its body. */
export function httpLimits(values: LimitValues = DEFAULTS): HttpLimits {
  const { RUNTIME_HTTP_REQUEST_TIMEOUT_MS: requestTimeout } = values;
  const headersTimeout = Math.min(values.RUNTIME_HTTP_HEADERS_TIMEOUT_MS, requestTimeout);
  return {
    requestTimeout,
    http: {
      requestTimeout,
      headersTimeout,
      maxHeaderSize: HEADER_BYTES,
      // Node looks for late connections every 30 s by itself.
      connectionsCheckingInterval: Math.ceil(headersTimeout / 10),
    },
    clientErrorHandler: answerBrokenRequest,
  };
}

/** Bounds the connections that are open at the same time; further ones are closed at once. */
export function limitConnections(app: NestFastifyApplication, values: LimitValues = DEFAULTS): void {
  app.getHttpServer().maxConnections = values.RUNTIME_HTTP_MAX_CONNECTIONS;
}

const PROBLEMS: Readonly<Record<string, readonly [status: string, code: ErrorCode, detail: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'REQUEST_TIMEOUT', 'reading a request: it came too slowly'],
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'REQUEST_TOO_LARGE',
    `reading a request: its headers exceed ${HEADER_BYTES} bytes`,
  ],
};

/** What breaks before there is a request: no filter of Nest's sees it. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const [status, code, detail] = PROBLEMS[error.code ?? ''] ?? [
    '400 Bad Request',
    'REQUEST_INVALID',
    'reading a request: it is not HTTP',
  ];
  const title = ERROR_CODES[code].help;
  const body = JSON.stringify({
    type: `urn:sluice:error:${code}`,
    title,
    status: Number.parseInt(status, 10),
    detail,
    code,
  });
  const head = [
    `HTTP/1.1 ${status}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  if (socket.writable) socket.end([...head, '', body].join('\r\n'));
  socket.destroySoon();
}
