import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { LiveAggregateRequest, LiveRequest } from '@sluice/storage';
import { countNoMore } from '@sluice/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblem, ApiUrl, FILTERS_HELP } from '../api-docs.js';
import { Live } from './live.js';
import { LiveAggregateAsked, liveAggregateParameters, LiveAsked, liveParameters } from './live-request.js';

const HELP = `
Server-sent events, for \`EventSource\` and \`curl -N\`. A record comes when it is stored or replaced and holds to the
filters then; one that changes several times within a moment may come once.

| event | data |
|---|---|
| ready | the stream stands; its id is where it begins |
| record | the record; its id is the position to go on from |
| gap | the position that was asked for is not known any more: changes are missing |
| dropped | the client takes events too slowly; connect again |
| end | nothing comes any more, and why |

A client that connects again with \`Last-Event-ID\`, as browsers do, gets what it missed, as far back as the oplog of
MongoDB goes. Comments come as heartbeats.`.trim();

const AGGREGATE_HELP = `
Server-sent events. First the whole aggregate, then what changes, once a second at most; a client that connects again
gets the whole anew.

| event | data |
|---|---|
| ready | the stream stands |
| snapshot | as \`GET …/aggregate\` answers, in place of all rows before |
| rows | the same for the windows in \`[from, to)\`, in place of all rows with such a window |
| dropped | the client takes events too slowly; connect again |
| end | nothing comes any more, and why |

What is deleted, as by retention, shows with the next change of its window.`.trim();

@ApiTags('live')
@Controller('v1/datasets/:name/live')
export class LiveController {
  constructor(private readonly live: Live) {}

  @Get()
  @ApiOperation({ summary: 'Records as they come.', description: `${HELP}\n\n${FILTERS_HELP}` })
  @ApiUrl(liveParameters)
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Id of the last event that the client has had.' })
  @ApiOkResponse({
    description: 'The stream.',
    content: {
      'text/event-stream': { schema: { type: 'string' }, example: 'event: record\nid: 82…\ndata: {"V1":23}\n\n' },
    },
  })
  @ApiProblem(400, 404, 503)
  async watch(
    @Param('name') name: string,
    @LiveAsked() request: LiveRequest,
    @Req() { method }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await answer(method, reply, (start) => this.live.open(name, request, start));
  }

  @Get('aggregate')
  @ApiOperation({ summary: 'An aggregate as it changes.', description: `${AGGREGATE_HELP}\n\n${FILTERS_HELP}` })
  @ApiUrl(liveAggregateParameters)
  @ApiOkResponse({
    description: 'The stream.',
    content: {
      'text/event-stream': {
        schema: { type: 'string' },
        example:
          'event: snapshot\ndata: {"data":[{"values":{"count":10129}}],"meta":{"records":10129,"isExact":true}}\n\n',
      },
    },
  })
  @ApiProblem(400, 404, 422, 503)
  async watchAggregate(
    @Param('name') name: string,
    @LiveAggregateAsked() request: LiveAggregateRequest,
    @Req() { method }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await answer(method, reply, (start) => this.live.openAggregate(name, request, start));
  }
}

/** Lets `open` take the reply over once the stream stands. */
async function answer(
  method: string,
  reply: FastifyReply,
  open: (start: () => FastifyReply['raw']) => Promise<void>,
): Promise<void> {
  if (method === 'HEAD') {
    await reply.type('text/event-stream; charset=utf-8').send();
    return;
  }
  await open(() => {
    reply.hijack();
    countNoMore(reply);
    for (const [header, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(header, value);
    }
    return reply.raw;
  });
}
