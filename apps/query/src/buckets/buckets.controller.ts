import { Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { BucketRequest } from '@sluice/storage';
import { ApiDataset, ApiJson, ApiProblem } from '../api-docs.js';
import { Buckets } from './buckets.js';
import { BucketsDto, BucketsListDto } from './buckets.dto.js';
import { bucketParameters, BucketsAsked } from './buckets-request.js';

@ApiTags('buckets')
@Controller('v1/datasets/:name/buckets')
export class BucketsController {
  constructor(private readonly buckets: Buckets) {}

  @Get()
  @ApiOperation({ summary: 'Window aggregates that are kept of a dataset, and how far they are behind it.' })
  @ApiDataset()
  @ApiOkResponse({ type: BucketsListDto })
  @ApiProblem(404, 503)
  list(@Param('name') name: string): Promise<BucketsListDto> {
    return this.buckets.list(name);
  }

  @Post()
  @ApiOperation({
    summary: 'Keeps aggregates of windows from now on, for aggregates to be computed over; takes an operator.',
    description:
      'They are built in the background, with an index on the time field where there is none, and used by themselves ' +
      'once they are kept. Declared again, they stay as they are. At most 8 of a dataset.',
  })
  @ApiJson(
    bucketParameters,
    {
      'of five minutes': { window: '5m', timeField: 'time', fields: ['V1', 'V2'] },
      'of days, by group': { window: 'day', zone: 'Europe/Berlin', timeField: 'time', by: ['V3'], fields: ['V1'] },
    },
    { filters: false },
  )
  @ApiCreatedResponse({ type: BucketsDto })
  @ApiProblem(400, 404, 503)
  declare(@Param('name') name: string, @BucketsAsked() request: BucketRequest): Promise<BucketsDto> {
    return this.buckets.declare(name, request);
  }

  @Delete(':buckets')
  @HttpCode(204)
  @ApiOperation({ summary: 'Forgets buckets; takes an operator. An index that was built for them stays.' })
  @ApiDataset()
  @ApiParam({ name: 'buckets', example: '5m_time-3f9a1c', description: 'Their name, as the list has it.' })
  @ApiNoContentResponse()
  @ApiProblem(404, 503)
  drop(@Param('name') name: string, @Param('buckets') buckets: string): Promise<void> {
    return this.buckets.drop(name, buckets);
  }
}
