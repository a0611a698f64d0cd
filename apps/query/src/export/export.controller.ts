import { Controller, Get, HttpCode, Param, Post, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiJson, ApiProblem, ApiUrl, FILTERS_HELP } from '../api-docs.js';
import { Departure } from '../request/departure.js';
import { ExportAsked, exportParameters, type ExportRequest } from './export-request.js';
import { Exports } from './exports.js';

const HELP = `
A file of any length, written while it is read, at constant memory. Columns are the fields that are known of the dataset,
\`_id\`, \`_ts\` and \`_key\` among them.

| format | null and missing | dates | objects, arrays, columns of several types |
|---|---|---|---|
| csv | empty; an empty text is \`""\` | ISO 8601 in UTC | JSON |
| ndjson | null, missing | ISO 8601 in UTC | as they are |
| parquet, arrow | null | timestamps in milliseconds, UTC | text, JSON where it is none |

Integers are 64 bits in parquet and arrow; a value beyond breaks the file off rather than be changed. A file that was
broken off is not complete: the last chunk of the reply is missing. It goes on with \`after\` set to the \`_id\` of its last
record.`.trim();

const FILE = {
  description: 'The file.',
  content: Object.fromEntries(
    ['text/csv', 'application/x-ndjson', 'application/vnd.apache.parquet', 'application/vnd.apache.arrow.stream'].map(
      (type) => [type, { schema: { type: 'string', format: 'binary' } }],
    ),
  ),
};

@ApiTags('export')
@Controller('v1/datasets/:name/export')
export class ExportController {
  constructor(private readonly exports: Exports) {}

  @Get()
  @ApiOperation({
    summary: 'Records as a file: CSV, NDJSON, Parquet or Arrow.',
    description: `${HELP}\n\n${FILTERS_HELP}`,
  })
  @ApiUrl(exportParameters)
  @ApiOkResponse(FILE)
  @ApiProblem(400, 404, 422, 503)
  file(
    @Param('name') name: string,
    @ExportAsked() request: ExportRequest,
    @Departure() signal: AbortSignal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    return this.send(name, request, signal, reply);
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'The same with groups of filters.', description: HELP })
  @ApiJson(exportParameters, {
    'a file': { format: 'csv', fields: ['time', 'V1'], sort: ['time'], where: { field: 'V1', op: 'gte', value: 23 } },
  })
  @ApiOkResponse(FILE)
  @ApiProblem(400, 404, 422, 503)
  fileOfGroups(
    @Param('name') name: string,
    @ExportAsked() request: ExportRequest,
    @Departure() signal: AbortSignal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    return this.send(name, request, signal, reply);
  }

  private async send(
    name: string,
    request: ExportRequest,
    signal: AbortSignal,
    reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { stream, type, extension } = await this.exports.file(name, request, signal);
    void reply.header('Content-Disposition', attachment(`${name}.${extension}`));
    return new StreamableFile(stream, { type });
  }
}

/** RFC 6266, with the name as plain ASCII for old clients. */
function attachment(file: string): string {
  return `attachment; filename="${file.replaceAll(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(file)}`;
}
