import { Controller, Delete, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { IndexRequest } from '@sluice/storage';
import type { FastifyReply } from 'fastify';
import { ApiDataset, ApiJson, ApiProblem } from '../api-docs.js';
import { IndexBuilds } from './index-builds.js';
import { BuiltIndexDto, IndexListDto } from './manage.dto.js';
import { IndexAsked, indexParameters } from './manage-request.js';

@ApiTags('indexes')
@Controller('v1/datasets/:name/indexes')
export class IndexesController {
  constructor(private readonly builds: IndexBuilds) {}

  @Get()
  @ApiOperation({ summary: 'Indexes of a dataset, and those that slow queries lacked.' })
  @ApiDataset()
  @ApiOkResponse({ type: IndexListDto })
  @ApiProblem(404, 503)
  list(@Param('name') name: string): Promise<IndexListDto> {
    return this.builds.list(name);
  }

  @Post()
  @ApiOperation({
    summary: 'Builds an index while reading and writing go on; takes an operator.',
    description: '201 where it is ready within 5 s, else 202: the build goes on, and the list tells when it is there.',
  })
  @ApiJson(
    indexParameters,
    { fields: { fields: ['V3', '-V1'] }, 'the latest records of keys': { latest: '_key' } },
    { filters: false },
  )
  @ApiCreatedResponse({ type: BuiltIndexDto })
  @ApiResponse({ status: 202, type: BuiltIndexDto })
  @ApiProblem(400, 404, 503)
  async build(
    @Param('name') name: string,
    @IndexAsked() request: IndexRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BuiltIndexDto> {
    const built = await this.builds.build(name, request);
    void reply.status(built.state === 'ready' ? 201 : 202);
    return built;
  }

  @Delete(':index')
  @HttpCode(204)
  @ApiOperation({ summary: 'Drops an index that Sluice does not need; takes an operator.' })
  @ApiDataset()
  @ApiParam({ name: 'index', example: 'V1_1', description: 'Its name, as the list has it.' })
  @ApiNoContentResponse()
  @ApiProblem(404, 409, 503)
  drop(@Param('name') name: string, @Param('index') index: string): Promise<void> {
    return this.builds.drop(name, index);
  }
}
