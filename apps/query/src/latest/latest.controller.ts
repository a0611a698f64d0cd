import { Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { LatestRequest } from '@sluice/storage';
import { ApiJson, ApiProblem, ApiUrl, JSON_TYPE } from '../api-docs.js';
import { Departure } from '../request/departure.js';
import { LatestPageDto } from './latest.dto.js';
import { LatestAsked, latestParameters } from './latest-request.js';
import { Latest } from './latest.js';

const HELP = `
Of several records of a key the one with the latest timestamp \`_ts\`, and of those the one with the greatest \`_id\`.
Keys come in their order; keys without records, and records without a key, are left out.

With an index for it a key costs the same however many records it has: an operator builds it by
\`POST /v1/datasets/{name}/indexes {"latest": "_key"}\`. Without it every record is looked at, and \`page.isIndexed\` is
false.`.trim();

@ApiTags('latest')
@Controller('v1/datasets/:name/latest')
export class LatestController {
  constructor(private readonly latest: Latest) {}

  @Get()
  @Header('Content-Type', JSON_TYPE)
  @ApiOperation({ summary: 'The latest record of one, some or all keys.', description: HELP })
  @ApiUrl(latestParameters, { filters: false })
  @ApiOkResponse({ type: LatestPageDto })
  @ApiProblem(400, 404, 422, 503)
  page(
    @Param('name') name: string,
    @LatestAsked() request: LatestRequest,
    @Departure() signal: AbortSignal,
  ): Promise<Buffer> {
    return this.latest.page(name, request, signal);
  }

  @Post()
  @HttpCode(200)
  @Header('Content-Type', JSON_TYPE)
  @ApiOperation({ summary: 'The same for more keys than a URL can hold.', description: HELP })
  @ApiJson(latestParameters, { keys: { by: 'V3', key: ['0', '426'], fields: ['_ts', 'V1'] } }, { filters: false })
  @ApiOkResponse({ type: LatestPageDto })
  @ApiProblem(400, 404, 422, 503)
  search(
    @Param('name') name: string,
    @LatestAsked() request: LatestRequest,
    @Departure() signal: AbortSignal,
  ): Promise<Buffer> {
    return this.latest.page(name, request, signal);
  }
}
