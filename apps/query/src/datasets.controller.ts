import { Controller, Get, Param, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { callerOf, mayReach } from '@sluice/runtime';
import type { FastifyRequest } from 'fastify';
import { DatasetDto, DatasetListDto } from './dataset.dto.js';
import { Datasets } from './datasets.js';
import { ApiProblem } from './api-docs.js';
import { Departure } from './request/departure.js';

@ApiTags('datasets')
@Controller('v1/datasets')
export class DatasetsController {
  constructor(private readonly datasets: Datasets) {}

  @Get()
  @ApiOperation({ summary: 'All datasets that the caller may read, with counts and time ranges.' })
  @ApiOkResponse({ type: DatasetListDto })
  @ApiProblem(503)
  list(@Req() request: FastifyRequest, @Departure() signal: AbortSignal): Promise<DatasetListDto> {
    const caller = callerOf(request);
    return this.datasets.list((name) => mayReach(caller, name), signal);
  }

  @Get(':name')
  @ApiOperation({ summary: 'Schema, fields, count and time range of a dataset.' })
  @ApiParam({ name: 'name', example: 'occupancy' })
  @ApiOkResponse({ type: DatasetDto })
  @ApiProblem(404, 503)
  describe(@Param('name') name: string, @Departure() signal: AbortSignal): Promise<DatasetDto> {
    return this.datasets.describe(name, signal);
  }
}
