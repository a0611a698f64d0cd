import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { RecordsRequest } from '@sluice/storage';
import { ApiProblem, ApiRecordsQuery } from './api-docs.js';
import { Datasets } from './datasets.js';
import { Departure, RecordsQuery } from './read-records-request.js';
import { RecordsDto } from './record.dto.js';

const JSON_TYPE = 'application/json; charset=utf-8';

@ApiTags('records')
@Controller('v1/datasets/:name/records')
export class RecordsController {
  constructor(private readonly datasets: Datasets) {}

  @Get()
  @Header('Content-Type', JSON_TYPE)
  @ApiRecordsQuery()
  @ApiOkResponse({ type: RecordsDto })
  @ApiProblem(400, 404, 503)
  records(
    @Param('name') name: string,
    @RecordsQuery() request: RecordsRequest,
    @Departure() signal: AbortSignal,
  ): Promise<Buffer> {
    return this.datasets.records(name, request, signal);
  }

  @Get(':id')
  @Header('Content-Type', JSON_TYPE)
  @ApiOperation({ summary: 'One record by its id.' })
  @ApiParam({ name: 'name', example: 'occupancy' })
  @ApiParam({ name: 'id', example: 'occupancy#0#0', description: 'As `_id` shows it, percent-encoded.' })
  @ApiOkResponse({ description: 'The stored record.', schema: { type: 'object', additionalProperties: true } })
  @ApiProblem(404, 503)
  record(@Param('name') name: string, @Param('id') id: string, @Departure() signal: AbortSignal): Promise<Buffer> {
    return this.datasets.record(name, id, signal);
  }
}
