import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { assertReaches } from '@sluice/runtime';
import type { FastifyRequest } from 'fastify';
import { RecordReplay } from './record-replay.js';
import { RecordReplayDto, RecordReplayedDto } from './record-replay.dto.js';

const DESCRIPTION = `Reads a part of a topic again, by offsets or time, and sends it through the connector: after documents
were deleted, a collection was dropped, or a schema was mended. What is stored already stays as it is. Works for ten seconds at most; send
the request again with \`next\` as \`cursor\` until that is null. Needs ids by coordinates, the default.`;

@ApiTags('replay')
@Controller('v1/connectors/:name/replay')
export class RecordReplayController {
  constructor(private readonly replay: RecordReplay) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Store records of a topic again.', description: DESCRIPTION })
  @ApiParam({ name: 'name', example: 'sensors', description: 'Name of the connector.' })
  @ApiOkResponse({ type: RecordReplayedDto })
  @ApiResponse({ status: 404, description: 'There is no such connector, or it stores no such topic.' })
  @ApiResponse({ status: 409, description: 'Its ids are keys: old records would take the place of newer ones.' })
  @ApiResponse({ status: 503, description: 'Kafka or MongoDB is away; try again after Retry-After seconds.' })
  store(
    @Param('name') name: string,
    @Body() request: RecordReplayDto,
    @Req() http: FastifyRequest,
  ): Promise<RecordReplayedDto> {
    assertReaches(http, request.topic);
    return this.replay.replay(name, request);
  }
}
