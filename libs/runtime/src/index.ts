export { type AppSpec, bootstrap, createApp, type Runtime } from './bootstrap.js';
export { type HealthCheck, HealthChecks } from './health-checks.js';
export { errorFields, Logger, type LoggerOptions } from './logger.js';
export { Metrics, type MetricSpec, renderMetricsReference } from './metrics.js';
export { type ProblemDetails, ProblemDetailsFilter } from './problem-details.filter.js';
export { RuntimeModule } from './runtime.module.js';
export { runtimeSettings } from './runtime.settings.js';
