import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import { LiveHub, type LiveRequest, planLive, type Subscription } from '@sluice/storage';
import type { ServerResponse } from 'node:http';
import { KnownDatasets } from '../known-datasets.js';
import { QueryMetrics } from '../query-metrics.js';
import { EventStream } from './event-stream.js';

const MAX_STREAMS = 1_000;

/** Streams of records as they come. */
@Injectable()
export class Live implements BeforeApplicationShutdown {
  private streams = 0;

  /** @param heartbeatMs how often a silent stream shows that it is alive */
  constructor(
    private readonly known: KnownDatasets,
    private readonly hub: LiveHub,
    private readonly metrics: QueryMetrics,
    private readonly heartbeatMs: number,
  ) {}

  /** Checks the request and joins; errors up to here are problem details. `start` takes the reply over. */
  async open(name: string, request: LiveRequest, start: () => ServerResponse): Promise<void> {
    const plan = await this.known.recall(name, ({ fields }) => planLive(name, fields, request));
    if (this.streams >= MAX_STREAMS) {
      throw new SluiceError('REQUEST_TOO_MANY', `watching ${name}: there are ${MAX_STREAMS} streams already`);
    }
    this.streams += 1;
    let stream: EventStream | undefined;
    let subscription: Subscription | undefined;
    try {
      const early: ((to: EventStream) => void)[] = [];
      const later = (tell: (to: EventStream) => void): void => void (stream ? tell(stream) : early.push(tell));
      subscription = await this.hub.subscribe(plan, {
        onEvents: (events) => later((to) => to.onEvents(events)),
        onGap: () => later((to) => to.onGap()),
        onEnd: (reason) => later((to) => to.onEnd(reason)),
      });
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
