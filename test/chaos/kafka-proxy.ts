import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../support/until.js';
import { type ApiName, apiName, placesIn } from './kafka-answers.js';

/** What becomes of an answer: an error code in it, its second half missing with the connection, or a delay. */
export type Trouble = { readonly code: number } | { readonly cut: true } | { readonly delayMs: number };

interface Request {
  readonly api: ApiName | undefined;
  readonly version: number;
}

/**
 * A broker's double on the loopback: passes everything on, and makes trouble of chosen answers. Clients that begin here
 * stay here, as it names itself in place of the broker. An answer that says an error may belong to a request that the
 * broker did carry out, as with a real broker whose first answer went astray.
 */
export class KafkaProxy {
  /** Troubles that have been made. */
  made = 0;
  private readonly plans = new Map<ApiName, Trouble[]>();
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly broker: string,
  ) {
    server.on('connection', (client) => void this.serve(client).catch(() => client.destroy()));
  }

  /** @param broker `host:port`, without TLS */
  static async open(broker: string): Promise<KafkaProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new KafkaProxy(server, broker);
  }

  get bootstrapServers(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Makes trouble of the next answers of the API. */
  trouble(api: ApiName, trouble: Trouble, times = 1): void {
    const planned = this.plans.get(api) ?? [];
    this.plans.set(api, [...planned, ...Array.from({ length: times }, () => trouble)]);
  }

  get pending(): readonly string[] {
    return [...this.plans].flatMap(([api, troubles]) => troubles.map((trouble) => `${api} ${JSON.stringify(trouble)}`));
  }

  /** Resolves when all trouble has been made; fails where nobody asked for it. */
  async untilMade(timeoutMs = 45_000): Promise<void> {
    await until('all trouble is made', () => this.pending.length === 0, timeoutMs).catch((error: unknown) => {
      throw new Error(`not made: ${this.pending.join(', ')}`, { cause: error });
    });
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private get port(): number {
    return (this.server.address() as AddressInfo).port; // not a pipe's name
  }

  private async serve(client: Socket): Promise<void> {
    const [host, port] = this.broker.split(':');
    const broker = connect({ host: host ?? '', port: Number(port) });
    const both = [client, broker];
    for (const socket of both) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined); // 'close' follows
      socket.on('close', () => {
        this.sockets.delete(socket);
        for (const one of both) one.destroy();
      });
    }
    const requests = new Map<number, Request>();
    await Promise.all([passRequests(client, broker, requests), this.passAnswers(broker, client, requests)]);
  }

  private async passAnswers(broker: Socket, client: Socket, requests: Map<number, Request>): Promise<void> {
    for await (const frame of frames(broker)) {
      const id = frame.readInt32BE(4);
      const request = requests.get(id);
      requests.delete(id);
      if (request?.api !== undefined) await this.change(request.api, request.version, frame, client);
      if (client.destroyed) return;
      await write(client, frame);
    }
  }

  private async change(api: ApiName, version: number, frame: Buffer, client: Socket): Promise<void> {
    const body = frame.subarray(8);
    const { errors, ports } = placesIn(api, version, body);
    for (const place of ports) if (body.readInt32BE(place) > 0) body.writeInt32BE(this.port, place);
    if (errors.length === 0) return;
    const trouble = this.next(api);
    if (trouble === undefined) return;
    if ('delayMs' in trouble) await pause(trouble.delayMs);
    else if ('cut' in trouble) {
      await write(client, frame.subarray(0, Math.ceil(frame.length / 2)));
      client.destroy();
    } else {
      // some partitions, not always all: what the others hold must not suffer
      const first = Math.floor(Math.random() * errors.length);
      for (const [i, place] of errors.entries()) {
        if (i === first || Math.random() < 0.5) body.writeInt16BE(trouble.code, place);
      }
    }
    this.made += 1;
  }

  private next(api: ApiName): Trouble | undefined {
    const planned = this.plans.get(api);
    const trouble = planned?.shift();
    if (planned?.length === 0) this.plans.delete(api);
    return trouble;
  }
}

async function passRequests(client: Socket, broker: Socket, requests: Map<number, Request>): Promise<void> {
  for await (const frame of frames(client)) {
    const request = { api: apiName(frame.readInt16BE(4)), version: frame.readInt16BE(6) };
    requests.set(frame.readInt32BE(8), request);
    await write(broker, frame);
  }
}

async function write(socket: Socket, bytes: Buffer): Promise<void> {
  if (!socket.write(bytes) && !socket.destroyed) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
}

/** Cuts what a socket sends into messages, each with the four bytes of its size. */
async function* frames(socket: Socket): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  let have = 0;
  let need = 4;
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    rest.push(chunk);
    have += chunk.length;
    while (have >= need) {
      const all = rest.length === 1 ? rest[0]! : Buffer.concat(rest);
      const size = 4 + all.readInt32BE(0);
      rest = [all];
      need = size;
      if (have < size) break;
      yield all.subarray(0, size);
      rest = have > size ? [all.subarray(size)] : [];
      have -= size;
      need = 4;
    }
  }
}
