import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import {
  type LiveAggregateRequest,
  LiveAggregates,
  LiveHub,
  type LiveRequest,
  planLive,
  planLiveAggregate,
} from '@sluice/storage';
import type { ServerResponse } from 'node:http';
import { KnownDatasets } from '../known-datasets.js';
import { QueryMetrics } from '../query-metrics.js';
import { EventStream } from './event-stream.js';

const MAX_STREAMS = 1_000;

type Tell = (to: EventStream) => void;
/** How a stream leaves, and from where on it takes part, where it can be taken up again. */
interface Joined {
  readonly position?: string;
  leave(): void;
}
/** Joins; what there is to tell before the stream stands is told then. */
type Join = (later: (tell: Tell) => void) => Promise<Joined>;

/** Streams of records as they come, and of aggregates as they change. */
@Injectable()
export class Live implements BeforeApplicationShutdown {
  private streams = 0;

  /** @param heartbeatMs how often a silent stream shows that it is alive */
  constructor(
    private readonly known: KnownDatasets,
    private readonly hub: LiveHub,
    private readonly aggregates: LiveAggregates,
    private readonly metrics: QueryMetrics,
    private readonly heartbeatMs: number,
  ) {}

  /** Checks the request and joins; errors up to here are problem details. `start` takes the reply over. */
  async open(name: string, request: LiveRequest, start: () => ServerResponse): Promise<void> {
    const plan = await this.known.recall(name, ({ fields }) => planLive(name, fields, request));
    await this.serve(name, start, (later) =>
      this.hub.subscribe(plan, {
        onEvents: (events) => later((to) => to.onEvents(events)),
        onGap: () => later((to) => to.onGap()),
        onEnd: (reason) => later((to) => to.onEnd(reason)),
      }),
    );
  }

  /** The same for an aggregate and what becomes of it. */
  async openAggregate(name: string, request: LiveAggregateRequest, start: () => ServerResponse): Promise<void> {
    const plan = await this.known.recall(name, ({ fields }) => planLiveAggregate(name, fields, request));
    await this.serve(name, start, (later) =>
      this.aggregates.join(plan, {
        onSnapshot: (json) => later((to) => to.onSnapshot(json)),
        onRows: (json) => later((to) => to.onRows(json)),
        onEnd: (reason) => later((to) => to.onEnd(reason)),
      }),
    );
  }

  private async serve(name: string, start: () => ServerResponse, join: Join): Promise<void> {
    if (this.streams >= MAX_STREAMS) {
      throw new SluiceError('REQUEST_TOO_MANY', `watching ${name}: there are ${MAX_STREAMS} streams already`);
    }
    this.streams += 1;
    let stream: EventStream | undefined;
    let subscription: Joined | undefined;
    try {
      const early: Tell[] = [];
      subscription = await join((tell) => void (stream ? tell(stream) : early.push(tell)));
      const reply = start();
      const leave = (): void => {
        subscription?.leave();
        subscription = undefined;
      };
      reply.once('leaving', leave);
      reply.once('close', leave);
      reply.once('close', () => (this.streams -= 1));
      stream = new EventStream(reply, this.heartbeatMs, (count) =>
        this.metrics.recordsReturned.inc({ dataset: name }, count),
      );
      stream.begin(subscription.position);
      for (const tell of early) tell(stream);
      // A client that has gone before this has closed nothing that would be heard.
      if (reply.destroyed) reply.emit('close');
    } catch (error) {
      this.streams -= 1;
      subscription?.leave();
      throw error;
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.hub.close();
  }
}
