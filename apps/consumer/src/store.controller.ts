import { type ArgumentsHost, Catch, Controller, type RpcExceptionFilter, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { RECORD_BATCH, type RecordBatchEvent } from '@sluice/kafka/consume';
import { type Observable, throwError } from 'rxjs';
import { Connectors } from './connectors.js';

/** Lets errors reach the transport, which must not commit then; Nest's own filter would swallow them. */
@Catch()
class Rethrow implements RpcExceptionFilter {
  catch(error: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => error);
  }
}

@Controller()
@UseFilters(new Rethrow())
export class StoreController {
  constructor(private readonly connectors: Connectors) {}

  @EventPattern(RECORD_BATCH)
  store(@Payload() event: RecordBatchEvent): Promise<void> {
    return this.connectors.deliver(event);
  }
}
