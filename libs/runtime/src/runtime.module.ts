import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthChecks } from './health-checks.js';
import { HealthController } from './health.controller.js';
import { Logger } from './logger.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';

/** What every app has: logs, metrics and health. Made by `bootstrap`. */
@Global()
@Module({})
export class RuntimeModule {
  static of(logger: Logger, metrics: Metrics): DynamicModule {
    return {
      module: RuntimeModule,
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController, MetricsController],
      providers: [HealthChecks, { provide: Logger, useValue: logger }, { provide: Metrics, useValue: metrics }],
      exports: [HealthChecks, Logger, Metrics],
    };
  }
}
