import { Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { assertReaches } from '@sluice/runtime';
import type { FastifyRequest } from 'fastify';
import { Reconciliation, type ReconciliationRequest } from './reconciliation.js';
import { ReconciliationDto, ReconciliationQueryDto } from './reconciliation.dto.js';

@ApiTags('reconciliation')
@Controller('v1/reconciliation')
export class ReconciliationController {
  constructor(private readonly reconciliation: Reconciliation) {}

  @Get()
  @ApiOperation({
    summary: 'Compares topics with what is stored and dead-lettered, offset by offset.',
    description: 'Reads the ids of every document and all dead letters: seconds for a million records.',
  })
  @ApiOkResponse({ type: ReconciliationDto })
  compare(@Query() query: ReconciliationQueryDto, @Req() http: FastifyRequest): Promise<ReconciliationDto> {
    assertReaches(http, query.topic);
    return this.reconciliation.reconcile(requestOf(query, false));
  }

  @Post('repair')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Fetches missing records again and stores or dead-letters them.',
    description: 'Changes nothing else: what is stored stays as it is, and asking twice does no harm.',
  })
  @ApiOkResponse({ type: ReconciliationDto })
  repair(@Query() query: ReconciliationQueryDto, @Req() http: FastifyRequest): Promise<ReconciliationDto> {
    assertReaches(http, query.topic);
    return this.reconciliation.reconcile(requestOf(query, true));
  }
}

function requestOf({ connector, topic, from, to }: ReconciliationQueryDto, repair: boolean): ReconciliationRequest {
  return {
    repair,
    ...(connector === undefined ? {} : { connector }),
    ...(topic === undefined ? {} : { topic }),
    ...(from === undefined ? {} : { from: new Date(from) }),
    ...(to === undefined ? {} : { to: new Date(to) }),
  };
}
