import { connect } from 'node:net';
import type { ServiceState } from './service-state.js';

/** Kafka protocol, Metadata v1 for no topic: size, api key, version, correlation id, client id, empty array. */
function metadataRequest(): Buffer {
  const client = Buffer.from('probe');
  const request = Buffer.alloc(4 + 8 + 2 + client.length + 4);
  request.writeInt32BE(request.length - 4, 0);
  request.writeInt16BE(3, 4);
  request.writeInt16BE(1, 6);
  request.writeInt32BE(1, 8);
  request.writeInt16BE(client.length, 12);
  client.copy(request, 14);
  return request;
}

/** Metadata v1: after size and correlation id the living brokers, each with its id, host, port and rack. */
function portsListed(reply: Buffer): number[] {
  const ports: number[] = [];
  let at = 12;
  for (let left = reply.readInt32BE(8); left > 0; left -= 1) {
    at += 4;
    at += 2 + reply.readInt16BE(at);
    ports.push(reply.readInt32BE(at));
    at += 4;
    at += 2 + Math.max(0, reply.readInt16BE(at));
  }
  return ports;
}

function listsItself(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const answer = (isReady: boolean): void => {
      socket.destroy();
      resolve(isReady);
    };
    socket.setTimeout(2000, () => answer(false));
    socket.once('error', () => answer(false));
    socket.once('close', () => answer(false));
    socket.once('connect', () => socket.write(metadataRequest()));
    socket.once('data', (reply) => answer(reply.length >= 12 && portsListed(reply).includes(port)));
  });
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** True once every listener is open and the broker lists itself as alive. */
export async function isKafkaReady({ ports }: ServiceState): Promise<boolean> {
  const open = await Promise.all(Object.values(ports).map(isOpen));
  return open.every(Boolean) && listsItself(ports['plaintext'] ?? 0);
}
