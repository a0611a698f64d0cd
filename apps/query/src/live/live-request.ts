import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { LiveAggregateRequest, LiveRequest } from '@sluice/storage';
import type { FastifyRequest } from 'fastify';
import { aggregateParameters } from '../aggregates/aggregate-request.js';
import { askedFor } from '../request/asked-for.js';
import { parameters } from '../request/parameters.js';
import { readUrl } from '../request/read-url.js';
import { recordsParameters } from '../request/records-request.js';
import { selectionOf, selectionParameters } from '../request/selection-parameters.js';

export const liveParameters = parameters({
  ...selectionParameters,
  fields: recordsParameters.fields,
});

/** The request for a live stream; browsers say in a header what they have had when they connect again. */
export const LiveAsked = createParamDecorator((_: unknown, context: ExecutionContext): LiveRequest => {
  const { url, headers } = context.switchToHttp().getRequest<FastifyRequest>();
  const asked = readUrl(url, liveParameters);
  const given = headers['last-event-id'];
  const lastEventId = typeof given === 'string' && given !== '' ? given : undefined;
  return { ...selectionOf(asked), fields: asked.values.fields, lastEventId };
});

const { fill: _fill, buckets: _buckets, ...followed } = aggregateParameters;
export const liveAggregateParameters = parameters(followed);

export const LiveAggregateAsked = askedFor(liveAggregateParameters, (asked): LiveAggregateRequest => {
  const { measures, by, window, zone } = asked.values;
  return { ...selectionOf(asked), measures, by, window, zone };
});
