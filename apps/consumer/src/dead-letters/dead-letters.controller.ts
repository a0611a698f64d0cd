import { Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Post, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { callerOf } from '@sluice/runtime';
import type { FastifyRequest } from 'fastify';
import { DeadLetterDetailDto, DeadLetterListDto, DiscardedDto, ReplayedDto } from './dead-letter.dto.js';
import { DiscardDto, LettersExportDto, LettersQueryDto, ReplayDto } from './dead-letters.dto.js';
import { LetterDesk } from './letter-desk.js';
import { ReadReplay } from './read-replay.js';

const REPLAY = `Produces the records again to their own topics, with key, headers and timestamp as they were, and with the
header \`sluice.replay\` that counts. Give \`records\`, perhaps with values to produce in place of their own, or a
\`filter\`. Letters that were replayed before are skipped, so a request that failed half-way can be sent again. A filter
works for ten seconds at most; send it again with \`next\` as \`cursor\` until that is null.`;

@ApiTags('dead letters')
@ApiParam({ name: 'name', example: 'sensors', description: 'Name of the connector.' })
@ApiResponse({ status: 400, description: 'A parameter or the body is wrong; the reply names it.' })
@ApiResponse({ status: 404, description: 'There is no such connector or letter.' })
@ApiResponse({ status: 503, description: 'Kafka or MongoDB is away; try again after Retry-After seconds.' })
@Controller('v1/connectors/:name/dead-letters')
export class DeadLettersController {
  constructor(private readonly desk: LetterDesk) {}

  @Get()
  @ApiOperation({ summary: 'Dead letters of a connector, newest first, in pages.' })
  @ApiOkResponse({ type: DeadLetterListDto })
  list(@Param('name') name: string, @Query() query: LettersQueryDto): Promise<DeadLetterListDto> {
    return this.desk.list(name, query);
  }

  @Get('export')
  @ApiOperation({
    summary: 'Dead letters of a connector in full, oldest first, as NDJSON.',
    description: 'One letter a line, as the route of a single letter shows it; as many as there are when it begins.',
  })
  @ApiProduces('application/x-ndjson')
  @ApiOkResponse({ description: 'Lines of JSON. A connection that breaks before its end means that some are missing.' })
  async export(@Param('name') name: string, @Query() query: LettersExportDto): Promise<StreamableFile> {
    const lines = await this.desk.export(name, query);
    return new StreamableFile(Readable.from(lines), { type: 'application/x-ndjson' });
  }

  @Get(':partition/:offset')
  @ApiOperation({ summary: 'One dead letter: value, headers, error, origin, and what was done to it.' })
  @ApiParam({ name: 'partition', example: 0 })
  @ApiParam({ name: 'offset', example: 17 })
  @ApiOkResponse({ type: DeadLetterDetailDto })
  show(
    @Param('name') name: string,
    @Param('partition', ParseIntPipe) partition: number,
    @Param('offset', ParseIntPipe) offset: number,
  ): Promise<DeadLetterDetailDto> {
    return this.desk.show(name, partition, offset);
  }

  @Post('replay')
  @HttpCode(200)
  @ApiOperation({ summary: 'Produce dead letters again.', description: REPLAY })
  @ApiBody({ type: ReplayDto })
  @ApiOkResponse({ type: ReplayedDto })
  replay(
    @Param('name') name: string,
    // no class for Nest, so that its own pipe leaves the body to ReadReplay
    @Body(ReadReplay) request: Readonly<ReplayDto>,
    @Req() http: FastifyRequest,
  ): Promise<ReplayedDto> {
    return this.desk.replay(name, request, doerOf(http, request.by));
  }

  @Post('discard')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Mark dead letters as done with, and why.',
    description: 'They stay in their topic, and a replay skips them unless it is forced.',
  })
  @ApiOkResponse({ type: DiscardedDto })
  discard(
    @Param('name') name: string,
    @Body() request: DiscardDto,
    @Req() http: FastifyRequest,
  ): Promise<DiscardedDto> {
    return this.desk.discard(name, request, doerOf(http, request.by));
  }
}

/** For the audit trail: who has identified himself, else who the request says, else its address. */
function doerOf(http: FastifyRequest, said: string | undefined): string {
  return callerOf(http)?.name ?? said ?? http.ip;
}
