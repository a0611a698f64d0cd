import { settings } from '@sluice/settings';

/** Settings that every app takes. */
export const runtimeSettings = settings({
  RUNTIME_HTTP_HOST: { type: 'string', default: '127.0.0.1', help: 'Address to listen on; 0.0.0.0 in a container.' },
  RUNTIME_HTTP_PORT: {
    type: 'integer',
    default: 0,
    min: 0,
    max: 65535,
    help: 'Port; 0 takes the usual port of the app.',
  },
  RUNTIME_LOG_LEVEL: {
    type: 'enum',
    oneOf: ['trace', 'debug', 'info', 'warn', 'error', 'fatal'],
    default: 'info',
    help: 'Least severe level that is logged.',
  },
  RUNTIME_LOG_FORMAT: {
    type: 'enum',
    oneOf: ['auto', 'json', 'pretty'],
    default: 'auto',
    help: 'auto: readable on a terminal, JSON elsewhere.',
  },
  RUNTIME_SHUTDOWN_TIMEOUT_MS: {
    type: 'integer',
    default: 25_000,
    min: 1,
    help: 'Time for finishing what is under way after SIGTERM; keep it below the grace period of the orchestrator.',
  },
});
