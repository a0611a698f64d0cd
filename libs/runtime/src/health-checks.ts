import { Injectable } from '@nestjs/common';
import { type HealthIndicatorFunction, HealthIndicatorService } from '@nestjs/terminus';

export interface HealthCheck {
  readonly name: string;
  /** `ready`: while it fails the app gets no traffic. `detail`: only shown by `/health`. */
  readonly kind: 'ready' | 'detail';
  /** Facts to show. Throws while the thing does not work; the message is shown. */
  readonly check: () => Promise<Record<string, unknown>>;
}

const TIMEOUT_MS = 2_000;

/** The checks of an app; whoever owns a dependency registers one. */
@Injectable()
export class HealthChecks {
  private readonly checks: HealthCheck[] = [];

  constructor(private readonly indicators: HealthIndicatorService) {}

  register(check: HealthCheck): void {
    this.checks.push(check);
  }

  indicatorsOf(which: 'ready' | 'all'): HealthIndicatorFunction[] {
    return this.checks.filter(({ kind }) => which === 'all' || kind === 'ready').map((check) => () => this.run(check));
  }

  private async run({ name, check }: HealthCheck) {
    const indicator = this.indicators.check(name);
    try {
      return indicator.up(await withTimeout(check()));
    } catch (error) {
      return indicator.down({ message: error instanceof Error ? error.message : String(error) });
    }
  }
}

async function withTimeout<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
