import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { type ErrorCode, ERROR_CODES, SluiceError } from '@sluice/contracts';
import type { RowFormat } from '../rows/open-rows.js';
import { Admission } from './admission.js';
import { bodySource, tooLarge } from './body-source.js';
import { type BodyPace, hurry } from './hurry.js';
import { ProducerGate } from './producer-gate.js';
import { type Received, receiveRecords, requestMemory } from './receive-records.js';
import type { ProducedDto } from './records.dto.js';

interface Delivery {
  readonly topic: string;
  readonly format: RowFormat;
  readonly body: Readable;
  readonly key: string | undefined;
  readonly encoding: string | undefined;
  /** Content-Length, or NaN where the body comes in chunks. */
  readonly length: number;
}

export interface IntakeLimits {
  readonly bodyBytes: number;
  readonly recordBytes: number;
  readonly bufferBytes: number;
  readonly pace: BodyPace;
}

/** Takes one request's records from its body to the topic, within the limits on size and memory. */
@Injectable()
export class RecordIntake {
  private readonly admission: Admission;

  constructor(
    private readonly gate: ProducerGate,
    private readonly limits: IntakeLimits,
  ) {
    this.admission = new Admission(limits.bufferBytes);
  }

  async take(delivery: Delivery): Promise<ProducedDto> {
    const { topic, format, body, key, encoding, length } = delivery;
    const { bodyBytes, recordBytes, pace } = this.limits;
    if (length > bodyBytes) throw tooLarge(bodyBytes);
    const leave = this.admission.enter(requestMemory(recordBytes));
    try {
      const { target, schema } = await this.gate.open(topic);
      const source = hurry(bodySource(body, encoding, bodyBytes), pace);
      const received = await receiveRecords(source, target, {
        format,
        maxRowBytes: recordBytes,
        giveUp: this.gate.closing,
        ...(key === undefined ? {} : { key }),
        ...(schema === undefined ? {} : { schema }),
      });
      this.gate.count(topic, received.produced, received.rejected);
      assertSomeGood(topic, received);
      return { topic, ...received, errors: [...received.errors], partitions: [...received.partitions] };
    } finally {
      leave();
    }
  }
}

/** @throws SluiceError with the code of the first failure where nothing was produced, and the same facts as the reply */
function assertSomeGood(topic: string, received: Received): void {
  if (received.produced > 0) return;
  const [first] = received.errors;
  if (first === undefined) throw new SluiceError('REQUEST_INVALID', 'receiving records: the body holds none');
  const code = first.code in ERROR_CODES ? (first.code as ErrorCode) : 'REQUEST_INVALID';
  const rest = received.rejected > 1 ? `, and ${received.rejected - 1} more` : '';
  throw new SluiceError(code, `line ${first.line}: ${first.message}${rest}`, {
    context: { topic, produced: 0, rejected: received.rejected, errors: received.errors },
  });
}
