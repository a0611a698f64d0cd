import { Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { callerOf, mayReach } from '@sluice/runtime';
import type { FastifyRequest } from 'fastify';
import { ApiDataset, ApiJson, ApiProblem, ApiUrl } from '../api-docs.js';
import { DatasetManagement } from './dataset-management.js';
import { RetentionDto, SchemaHistoryDto } from './manage.dto.js';
import {
  DropAsked,
  dropParameters,
  RenameAsked,
  renameParameters,
  RetentionAsked,
  retentionParameters,
  type RetentionRequest,
} from './manage-request.js';

@ApiTags('datasets')
@Controller('v1/datasets/:name')
export class DatasetManagementController {
  constructor(private readonly management: DatasetManagement) {}

  @Get('schemas')
  @ApiOperation({ summary: 'Every schema that records of the dataset have had, and since when.' })
  @ApiDataset()
  @ApiOkResponse({ type: SchemaHistoryDto })
  @ApiProblem(404, 503)
  schemas(@Param('name') name: string): Promise<SchemaHistoryDto> {
    return this.management.schemas(name);
  }

  @Get('retention')
  @ApiOperation({ summary: 'How long records stay.' })
  @ApiDataset()
  @ApiOkResponse({ type: RetentionDto })
  @ApiProblem(404, 503)
  retention(@Param('name') name: string): Promise<RetentionDto> {
    return this.management.retention(name);
  }

  @Post('retention')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sets how long records stay; takes an operator.' })
  @ApiJson(retentionParameters, { 'a year': { seconds: 31_536_000, confirm: 'occupancy' } }, { filters: false })
  @ApiOkResponse({ type: RetentionDto })
  @ApiProblem(400, 404, 503)
  retain(@Param('name') name: string, @RetentionAsked() request: RetentionRequest): Promise<RetentionDto> {
    return this.management.retain(name, request);
  }

  @Delete('retention')
  @HttpCode(204)
  @ApiOperation({ summary: 'Lets records stay; takes an operator.' })
  @ApiDataset()
  @ApiNoContentResponse()
  @ApiProblem(404, 503)
  keep(@Param('name') name: string): Promise<void> {
    return this.management.keep(name);
  }

  @Post('rename')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Gives the dataset another name; takes an operator.',
    description: 'Connectors go on writing to the old name until they are told otherwise.',
  })
  @ApiJson(renameParameters, { rename: { to: 'occupancy-2015' } }, { filters: false })
  @ApiNoContentResponse()
  @ApiProblem(400, 404, 409, 503)
  rename(
    @Param('name') name: string,
    @RenameAsked() to: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const caller = callerOf(request);
    return this.management.rename(name, to, (other) => mayReach(caller, other));
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Removes the dataset with all its records, for good; takes an operator.' })
  @ApiUrl(dropParameters, { filters: false })
  @ApiNoContentResponse()
  @ApiProblem(400, 404, 503)
  drop(@Param('name') name: string, @DropAsked() confirm: string | undefined): Promise<void> {
    return this.management.drop(name, confirm);
  }
}
