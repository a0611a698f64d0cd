import { Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { RecordsRequest } from '@sluice/storage';
import { ApiDataset, ApiJson, ApiProblem, ApiUrl, FILTERS_HELP, JSON_TYPE } from '../api-docs.js';
import { Departure } from '../request/departure.js';
import { RecordsAsked, recordsParameters } from '../request/records-request.js';
import { CountDto } from './count.dto.js';
import { CountAsked, countParameters, type CountRequest } from './count-request.js';
import { RecordsDto } from './record.dto.js';
import { Records } from './records.js';

const PAGES_HELP = `
Pages follow one total order, by \`sort\` and then by \`_id\`; null and missing come first, then numbers, texts, and other
types. \`page.next\` is the \`cursor\` of the page after it and \`page.previous\` of the one before, with the same \`sort\`.`.trim();

const SEARCHES = {
  'a group': {
    where: {
      or: [
        { field: 'V1', op: 'gte', value: 23.1 },
        { field: 'V2', op: 'lt', value: 25 },
      ],
    },
    timeField: 'time',
    from: '2015-02-01',
    to: '2016-01-01',
    fields: ['_id', 'time', 'V1', 'V2'],
    sort: ['-V1', 'time'],
    limit: 10,
  },
  everything: {},
};

@ApiTags('records')
@Controller('v1/datasets/:name')
export class RecordsController {
  constructor(private readonly records: Records) {}

  @Get('records')
  @Header('Content-Type', JSON_TYPE)
  @ApiOperation({ summary: 'Records by typed filters, in pages.', description: `${FILTERS_HELP}\n\n${PAGES_HELP}` })
  @ApiUrl(recordsParameters)
  @ApiOkResponse({ type: RecordsDto })
  @ApiProblem(400, 404, 422, 503)
  page(
    @Param('name') name: string,
    @RecordsAsked() request: RecordsRequest,
    @Departure() signal: AbortSignal,
  ): Promise<Buffer> {
    return this.records.page(name, request, signal);
  }

  @Post('records/search')
  @HttpCode(200)
  @Header('Content-Type', JSON_TYPE)
  @ApiOperation({ summary: 'Records by groups of filters, in pages.', description: PAGES_HELP })
  @ApiJson(recordsParameters, SEARCHES)
  @ApiOkResponse({ type: RecordsDto })
  @ApiProblem(400, 404, 422, 503)
  search(
    @Param('name') name: string,
    @RecordsAsked() request: RecordsRequest,
    @Departure() signal: AbortSignal,
  ): Promise<Buffer> {
    return this.records.page(name, request, signal);
  }

  @Get('records/:id')
  @Header('Content-Type', JSON_TYPE)
  @ApiOperation({ summary: 'One record by its id.' })
  @ApiDataset()
  @ApiParam({ name: 'id', example: 'occupancy#0#0', description: 'As `_id` shows it, percent-encoded.' })
  @ApiOkResponse({ description: 'The stored record.', schema: { type: 'object', additionalProperties: true } })
  @ApiProblem(404, 503)
  record(@Param('name') name: string, @Param('id') id: string, @Departure() signal: AbortSignal): Promise<Buffer> {
    return this.records.one(name, id, signal);
  }

  @Get('count')
  @ApiOperation({ summary: 'How many records hold to the filters.', description: FILTERS_HELP })
  @ApiUrl(countParameters)
  @ApiOkResponse({ type: CountDto })
  @ApiProblem(400, 404, 503)
  count(
    @Param('name') name: string,
    @CountAsked() { selection, mode }: CountRequest,
    @Departure() signal: AbortSignal,
  ): Promise<CountDto> {
    return this.records.count(name, selection, mode, signal);
  }

  @Post('count')
  @HttpCode(200)
  @ApiOperation({ summary: 'How many records hold to groups of filters.' })
  @ApiJson(countParameters, { estimated: { mode: 'estimated', where: { field: 'V1', op: 'gte', value: 23 } } })
  @ApiOkResponse({ type: CountDto })
  @ApiProblem(400, 404, 503)
  countGroups(
    @Param('name') name: string,
    @CountAsked() { selection, mode }: CountRequest,
    @Departure() signal: AbortSignal,
  ): Promise<CountDto> {
    return this.records.count(name, selection, mode, signal);
  }
}
