import { Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SeriesRequest } from '@sluice/storage';
import { ApiJson, ApiProblem, ApiUrl, FILTERS_HELP, JSON_TYPE } from '../api-docs.js';
import { Departure } from '../request/departure.js';
import { AggregateDto, SeriesDto } from './aggregate.dto.js';
import {
  AggregateAsked,
  aggregateParameters,
  type AggregateQuestion,
  SeriesAsked,
  seriesParameters,
} from './aggregate-request.js';
import { Aggregates } from './aggregates.js';

const AGGREGATE_HELP =
  'Windows and groups together make at most 10,000 rows. Numbers are added as doubles; null, missing values and ' +
  'values of other types count nowhere but in `count`. `first` and `last` go by time, deviations are those of the population.';

@ApiTags('aggregates')
@Controller('v1/datasets/:name')
export class AggregatesController {
  constructor(private readonly aggregates: Aggregates) {}

  @Get('aggregate')
  @Header('Content-Type', JSON_TYPE)
  @ApiOperation({
    summary: 'Measures of records, by windows of time and by groups.',
    description: `${AGGREGATE_HELP}\n\n${FILTERS_HELP}`,
  })
  @ApiUrl(aggregateParameters)
  @ApiOkResponse({ type: AggregateDto })
  @ApiProblem(400, 404, 422, 503)
  aggregate(
    @Param('name') name: string,
    @AggregateAsked() request: AggregateQuestion,
    @Departure() signal: AbortSignal,
  ): Promise<Buffer> {
    return this.aggregates.aggregate(name, request, signal);
  }

  @Post('aggregate')
  @HttpCode(200)
  @Header('Content-Type', JSON_TYPE)
  @ApiOperation({ summary: 'The same with groups of filters.', description: AGGREGATE_HELP })
  @ApiJson(aggregateParameters, {
    'daily means': {
      timeField: 'time',
      window: 'day',
      zone: 'Europe/Berlin',
      fill: 'linear',
      measures: ['count', 'avg(V1)', 'p95(V1)'],
      where: {
        or: [
          { field: 'V1', op: 'gte', value: 20 },
          { field: 'V2', op: 'lt', value: 25 },
        ],
      },
    },
  })
  @ApiOkResponse({ type: AggregateDto })
  @ApiProblem(400, 404, 422, 503)
  aggregateGroups(
    @Param('name') name: string,
    @AggregateAsked() request: AggregateQuestion,
    @Departure() signal: AbortSignal,
  ): Promise<Buffer> {
    return this.aggregates.aggregate(name, request, signal);
  }

  @Get('series')
  @Header('Content-Type', JSON_TYPE)
  @ApiOperation({ summary: 'Series for a chart: as few points as it can show.', description: FILTERS_HELP })
  @ApiUrl(seriesParameters)
  @ApiOkResponse({ type: SeriesDto })
  @ApiProblem(400, 404, 422, 503)
  series(
    @Param('name') name: string,
    @SeriesAsked() request: SeriesRequest,
    @Departure() signal: AbortSignal,
  ): Promise<Buffer> {
    return this.aggregates.series(name, request, signal);
  }
}
