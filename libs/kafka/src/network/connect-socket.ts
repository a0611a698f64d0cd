import type { ISocketFactory } from 'kafkajs';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { responseMemory } from './response-memory.js';
import { ResponseReader } from './response-reader.js';

const KEEP_ALIVE_DELAY_MS = 60_000;
const READ_BYTES = 512 * 1024;

/** Filled by a read and emptied before the next, of whichever connection, so that one is enough. */
let readBuffer: Buffer | undefined;

/**
 * Connections that emit each response as one `data` event, read straight into its memory. With TLS, whose sockets
 * cannot be read that way, data comes in pieces.
 */
export const connectSocket: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  const socket = ssl
    ? connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...ssl }, onConnect)
    : connectPlain(host, port, onConnect);
  return socket.setKeepAlive(true, KEEP_ALIVE_DELAY_MS);
};

function connectPlain(host: string, port: number, onConnect: () => void): Socket {
  readBuffer ??= Buffer.allocUnsafeSlow(READ_BYTES);
  const reader = new ResponseReader(responseMemory, (bytes) => socket.emit('data', bytes));
  const callback = (length: number, bytes: Uint8Array): boolean => {
    reader.push(Buffer.from(bytes.buffer, bytes.byteOffset, length));
    return true;
  };
  const socket = connect({ host, port, onread: { buffer: readBuffer, callback } }, onConnect);
  return socket;
}
