import { type PipeTransform, ValidationPipe } from '@nestjs/common';
import { ReplayDto } from './dead-letters.dto.js';

/**
 * Checks the body of a replay but leaves the values to produce as they came: class-transformer, which checking needs,
 * copies what it sees, and fails on fields that are called like members of objects.
 */
export class ReadReplay implements PipeTransform {
  private readonly checking = new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    expectedType: ReplayDto,
  });

  async transform(body: unknown): Promise<ReplayDto> {
    const records: unknown = isObject(body) ? body['records'] : undefined;
    if (!isObject(body) || !Array.isArray(records)) return this.check(body);
    const values = records.map((record: unknown) => (isObject(record) ? record['value'] : undefined));
    const request = await this.check({ ...body, records: records.map(withoutValue) });
    for (const [index, record] of (request.records ?? []).entries()) {
      if (values[index] !== undefined) record.value = values[index];
    }
    return request;
  }

  private check(body: unknown): Promise<ReplayDto> {
    // as it is the expected type
    return this.checking.transform(body, { type: 'body' }) as Promise<ReplayDto>;
  }
}

function withoutValue(record: unknown): unknown {
  if (!isObject(record)) return record;
  const { value: _value, ...place } = record;
  return place;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
