import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { HealthChecks } from '@sluice/runtime';
import { MongoConnection, pingMongo } from '@sluice/storage';

/** Watches the connection to MongoDB, and closes it after the last request. */
@Injectable()
export class MongoLink implements OnApplicationShutdown {
  constructor(
    @InjectConnection() private readonly connection: MongoConnection,
    checks: HealthChecks,
  ) {
    checks.register({ name: 'mongodb', kind: 'ready', check: () => this.check() });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.connection.close();
  }

  private async check(): Promise<Record<string, unknown>> {
    const began = performance.now();
    await pingMongo(this.connection);
    return { database: this.connection.name, pingMs: Math.round(performance.now() - began) };
  }
}
