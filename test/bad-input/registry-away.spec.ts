import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { groupLag, listTopics } from '@sluice/kafka';
import { sharedTestStack } from '@sluice/stack';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';
import { registeredPrefixes } from './registered-prefixes.js';
import { framed, recordOf } from './input-case.js';

const RECORDS = 500;

interface Status {
  connectors: { state: string; trouble?: string }[];
}

/** The way to a server, which can be cut. */
class Passage {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private port = 0;

  constructor(private readonly target: URL) {
    this.server = createServer((from) => {
      const to = connect(Number(target.port), target.hostname);
      from.pipe(to).pipe(from);
      for (const socket of [from, to]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
      }
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}${this.target.pathname}`;
  }

  async open(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (typeof address === 'object' && address !== null) this.port = address.port;
  }

  async cut(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}

describe('records whose schema cannot be looked up', () => {
  let bed: TestBed;
  let passage: Passage;

  beforeEach(async () => {
    passage = new Passage(new URL((await sharedTestStack()).registry.url));
    bed = await TestBed.open();
  }, 60_000);

  afterEach(async () => {
    await passage.cut();
    await bed.close();
  }, 30_000);

  it('registry away', async () => {
    const { first } = await registeredPrefixes(bed);
    await passage.open();
    await passage.cut();
    const consumer = await bed.startConsumer({ SCHEMA_REGISTRY_URL: passage.url });
    const records = Array.from({ length: RECORDS }, (_, i) => recordOf(framed(first, `{"good":${i}}`)));
    await bed.producer.send(bed.topic, records);

    const state = async () => (await consumer.get<Status>('/v1/connectors')).connectors[0];
    const isWaiting = async () => (await state())?.trouble?.includes('asking the schema registry') === true;
    await until('the connector waits for the registry', isWaiting);
    expect((await state())?.state).toBe('RETRYING');
    expect(await consumer.ready()).toBe(false);
    expect(await bed.documents.countDocuments()).toBe(0);
    const lags = await groupLag(bed.kafka, `connect-${bed.topic}`, [bed.topic]);
    expect(lags.every(({ committed }) => committed === undefined || committed === 0n)).toBe(true);

    await passage.open();
    await until('everything is stored', async () => (await bed.documents.countDocuments()) === RECORDS, 30_000);
    expect(await listTopics(bed.kafka)).not.toContain(bed.deadLetterTopic);
    await until('the connector is ready', () => consumer.ready());
  }, 90_000);
});
