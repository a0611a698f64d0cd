import { Readable } from 'node:stream';
import { Controller, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { SluiceError } from '@sluice/contracts';
import type { FastifyRequest } from 'fastify';
import type { RowFormat } from '../rows/open-rows.js';
import { RecordIntake } from './record-intake.js';
import { ProducedDto, ProduceQueryDto } from './records.dto.js';

/** Content types of the route and the format that each stands for. */
export const BODY_FORMATS: Readonly<Record<string, RowFormat>> = {
  'application/json': 'json',
  'application/x-ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  'text/csv': 'csv',
};

const DESCRIPTION = `Sends the records of the body to the topic and answers when the broker has acknowledged them.

The body is a JSON array or object, NDJSON, or CSV with a header line; it is read as a stream, also with
\`Content-Encoding: gzip\`. JSON objects are forwarded byte for byte. CSV cells get the types that the first 512 KiB
show (integer, decimal, boolean, timestamp, date, string; empty, \`na\`, \`NA\`, \`null\` are missing).

Where the topic has a schema (\`sluice produce\` publishes one), records must match it and are written with it.

A bad record is listed in \`errors\` and the others are produced. Where none is good the answer is 422. After a 503 some
records may have been produced: send all again, or use keys to tell.`;

@Controller('v1/topics')
export class RecordsController {
  constructor(private readonly intake: RecordIntake) {}

  @Post(':topic/records')
  @HttpCode(200)
  @ApiOperation({ summary: 'Produce records', description: DESCRIPTION })
  @ApiConsumes(...Object.keys(BODY_FORMATS))
  @ApiBody({
    schema: { type: 'array', items: { type: 'object' } },
    examples: {
      'JSON array': { value: [{ sensor_id: 'sensor-0001', temperature: 21.5 }] },
      NDJSON: { value: '{"sensor_id":"sensor-0001","temperature":21.5}\n{"sensor_id":"sensor-0002"}\n' },
      CSV: { value: 'sensor_id,temperature\nsensor-0001,21.5\nsensor-0002,na\n' },
    },
  })
  @ApiResponse({ status: 200, type: ProducedDto, description: 'At least one record was produced.' })
  @ApiResponse({ status: 413, description: 'The body, or its only record, is too large.' })
  @ApiResponse({ status: 415, description: 'The content type or encoding is not one that is read.' })
  @ApiResponse({ status: 422, description: 'No record was good, or the topic name or the CSV header is not.' })
  @ApiResponse({ status: 429, description: 'Too much at once; Retry-After tells when to come again.' })
  @ApiResponse({ status: 503, description: 'The broker did not acknowledge in time; Retry-After tells when to come.' })
  produce(
    @Param('topic') topic: string,
    @Query() query: ProduceQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<ProducedDto> {
    const { body, headers } = request;
    const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
    const format = BODY_FORMATS[type];
    if (format === undefined || !(body instanceof Readable)) {
      throw new SluiceError('REQUEST_MEDIA_TYPE', `receiving records: ${type || 'no Content-Type'} is not read here`, {
        context: { accepted: Object.keys(BODY_FORMATS) },
      });
    }
    const length = Number(headers['content-length'] ?? Number.NaN);
    return this.intake.take({ topic, format, body, key: query.key, encoding: headers['content-encoding'], length });
  }
}
