import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import { callerOf, mayReach } from '@sluice/runtime';
import { nearest } from '@sluice/settings';
import { DatasetCatalog } from '@sluice/storage';
import type { FastifyRequest } from 'fastify';
import { catchError, from, mergeMap, type Observable, throwError } from 'rxjs';

/** Adds to DATASET_UNKNOWN, of whichever route, a near name among those that the caller may read. */
@Injectable()
export class SuggestDataset implements NestInterceptor {
  constructor(private readonly catalog: DatasetCatalog) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    return next.handle().pipe(
      catchError((error: unknown) => {
        if (!(error instanceof SluiceError) || error.code !== 'DATASET_UNKNOWN') return throwError(() => error);
        return from(this.withNearName(error, request)).pipe(mergeMap((known) => throwError(() => known)));
      }),
    );
  }

  private async withNearName(error: SluiceError, request: FastifyRequest): Promise<SluiceError> {
    const caller = callerOf(request);
    const names = (await this.catalog.list()).map(({ name }) => name).filter((name) => mayReach(caller, name));
    const near = nearest(String(error.context['dataset']), names);
    if (near === undefined) return error;
    const context = { ...error.context, example: near };
    return new SluiceError('DATASET_UNKNOWN', `${error.message}: did you mean "${near}"?`, { context });
  }
}
