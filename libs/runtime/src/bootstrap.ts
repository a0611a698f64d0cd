import type { AddressInfo } from 'node:net';
import { type DynamicModule, Module, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { SluiceError } from '@sluice/contracts';
import { type AllSettings, describeSettings, readSettings, type SettingsGroup } from '@sluice/settings';
import { AccessControl, type AccessValues, type RoleOf } from './access/access-control.js';
import { accessSettings } from './access/access.settings.js';
import { hardenHttp } from './access/harden-http.js';
import { httpLimits, limitConnections } from './access/http-limits.js';
import { limitRequests } from './access/limit-requests.js';
import { Logger } from './logger.js';
import { Metrics } from './metrics.js';
import { ProblemDetailsFilter } from './problem-details.filter.js';
import { RuntimeModule } from './runtime.module.js';
import { runtimeSettings } from './runtime.settings.js';

export interface AppSpec<Groups extends readonly SettingsGroup[]> {
  /** Name in logs and metrics. */
  readonly app: string;
  /** Port where RUNTIME_HTTP_PORT says none. */
  readonly port: number;
  /** Title and description of the OpenAPI document. */
  readonly title: string;
  readonly description: string;
  readonly settings: Groups;
  readonly module: (values: AllSettings<Groups>, runtime: Runtime) => DynamicModule | Promise<DynamicModule>;
  /** Set up before the app listens: content-type parsers and the like. */
  readonly configure?: (app: NestFastifyApplication, values: AllSettings<Groups>) => void;
  /** A transport beside HTTP. */
  readonly microservice?: (app: NestFastifyApplication, values: AllSettings<Groups>) => MicroserviceOptions;
  /** Which role a request takes; by default reading takes a reader, and whatever else a writer. */
  readonly roleOf?: RoleOf;
  /** Patterns of routes without data that anybody may have, such as a page that asks who is there. */
  readonly openRoutes?: readonly string[];
  readonly fastify?: { readonly bodyLimit?: number; readonly maxParamLength?: number };
}

/** What a module may need of the process itself. */
export interface Runtime {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Logs once and ends the process with exit code 1. */
  readonly stopFatally: (error: unknown) => void;
}

const VERSION = '0.1.0';

/** Starts an app: settings, logs, HTTP with Swagger, health and metrics, an ordered stop. Never returns on bad settings. */
export async function bootstrap<const Groups extends readonly SettingsGroup[]>(spec: AppSpec<Groups>): Promise<void> {
  let logger = new Logger({ app: spec.app, level: 'info', format: 'auto' });
  const stopFatally = fatalStop(() => logger);
  process.on('uncaughtException', stopFatally);
  process.on('unhandledRejection', stopFatally);
  try {
    const groups = [runtimeSettings, accessSettings, ...spec.settings] as const;
    const own = readSettings([runtimeSettings, accessSettings], process.env);
    logger = new Logger({ app: spec.app, level: own.RUNTIME_LOG_LEVEL, format: own.RUNTIME_LOG_FORMAT });
    const values = readSettings(spec.settings, process.env);
    logger.debug('settings', describeSettings(groups, { ...own, ...(values as object) }));
    const runtime = { logger, metrics: new Metrics(spec.app), stopFatally };
    const app = await createApp(spec, values, runtime, { host: own.RUNTIME_HTTP_HOST, values: own });
    stopOnSignals(app, logger, own.RUNTIME_SHUTDOWN_TIMEOUT_MS);
    if (spec.microservice) {
      app.connectMicroservice(spec.microservice(app, values), { inheritAppConfig: false });
      await app.startAllMicroservices();
    }
    await app.listen(own.RUNTIME_HTTP_PORT || spec.port, own.RUNTIME_HTTP_HOST);
    announce(app, logger);
  } catch (error) {
    stopFatally(error);
  }
}

/** Where an app will listen, and who may call it there. */
export interface AppAccess {
  readonly host: string;
  readonly values: AccessValues;
}

/** The Nest app with everything but listening, for `bootstrap` and for tests; without `access` whoever calls may. */
export async function createApp<const Groups extends readonly SettingsGroup[]>(
  spec: AppSpec<Groups>,
  values: AllSettings<Groups>,
  runtime: Runtime,
  access?: AppAccess,
): Promise<NestFastifyApplication> {
  // Before anything opens connections: settings that would let strangers in stop the start.
  const control = access && new AccessControl(access.values, access.host, runtime.logger, spec);
  @Module({})
  class App {}
  const root: DynamicModule = {
    module: App,
    imports: [await spec.module(values, runtime), RuntimeModule.of(runtime.logger, runtime.metrics)],
  };
  const adapter = new FastifyAdapter({
    routerOptions: { maxParamLength: spec.fastify?.maxParamLength ?? 1_024 },
    bodyLimit: spec.fastify?.bodyLimit ?? 1_048_576,
    forceCloseConnections: 'idle',
    ...httpLimits(access?.values),
  });
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: runtime.logger,
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemDetailsFilter(runtime.logger));
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
  await hardenHttp(app, access?.values.RUNTIME_HTTP_RATE_LIMIT ?? 0);
  limitConnections(app, access?.values);
  const most = access?.values.RUNTIME_HTTP_MAX_REQUESTS;
  if (most !== undefined) limitRequests(app.getHttpAdapter().getInstance(), most);
  control?.install(app.getHttpAdapter().getInstance());
  spec.configure?.(app, values);
  serveDocument(app, openApiDocument(app, spec));
  return app;
}

function openApiDocument(app: NestFastifyApplication, spec: { title: string; description: string }): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle(spec.title)
    .setDescription(spec.description)
    .setVersion(VERSION)
    .addBearerAuth({ type: 'http', description: 'An API key or a JWT, where the app asks for one.' })
    .addSecurityRequirements({}) // also without one, where it does not
    .addSecurityRequirements('bearer');
  return SwaggerModule.createDocument(app, builder.build());
}

function serveDocument(app: NestFastifyApplication, document: OpenAPIObject): void {
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: document.info.title,
  });
}

function announce(app: NestFastifyApplication, logger: Logger): void {
  const { address, port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
  logger.log(`listening on ${url}`, { url, docs: `${url}/docs`, health: `${url}/health` });
}

function stopOnSignals(app: NestFastifyApplication, logger: Logger, timeoutMs: number): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.log(`stopping on ${signal}`);
    setTimeout(() => {
      logger.error(`stopping took longer than ${timeoutMs} ms; leaving what is unfinished to a redelivery`);
      process.exit(1);
    }, timeoutMs).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function fatalStop(logger: () => Logger): (error: unknown) => void {
  let stopped = false;
  return (error) => {
    if (stopped) return;
    stopped = true;
    const known = error instanceof SluiceError && error.code !== 'INTERNAL';
    logger().fatal(known ? error : error instanceof Error ? error : new Error(String(error)));
    process.exit(1);
  };
}
