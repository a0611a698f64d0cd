import { createRequire } from 'node:module';
import { SluiceError } from '@sluice/contracts';
import type { Kafka, Mechanism } from 'kafkajs';
import { keepSteady } from './steady-instant.js';

/**
 * The one place, besides the lazy fetch, that knows kafkajs from inside. kafkajs has had no release since 2.2.4 and is
 * pinned; another version stops the start rather than misbehaving.
 */
const SUPPORTED_KAFKAJS = '2.2.4';
const require = createRequire(import.meta.url);

export interface WireRequest {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly apiName: string;
  encode(): Promise<unknown>;
}

export interface WireResponse<T> {
  decode(raw: Buffer): Promise<T>;
  parse(decoded: T): Promise<T>;
}

export interface ClusterBroker {
  readonly nodeId: number;
  readonly versions: Readonly<Record<number, { minVersion: number; maxVersion: number }>> | null;
  readonly connectionPool: {
    readonly host: string;
    readonly port: number;
    send<T>(call: { request: WireRequest; response: WireResponse<T>; logResponseError?: boolean }): Promise<T>;
  };
  findGroupCoordinator(call: { groupId: string; coordinatorType: number }): Promise<unknown>;
  initProducerId(call: { transactionTimeout: number }): Promise<{ producerId: unknown; producerEpoch: number }>;
  fetch(call: FetchCall): Promise<FetchReply>;
  listOffsets(call: ListOffsetsCall): Promise<ListOffsetsReply>;
  disconnect(): Promise<void>;
}

interface FetchCall {
  readonly maxWaitTime: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly isolationLevel: number;
  readonly topics: readonly {
    topic: string;
    partitions: readonly { partition: number; fetchOffset: string; maxBytes: number }[];
  }[];
}

export interface FetchedMessage {
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, Buffer | null | (Buffer | null)[]>>;
  readonly isControlRecord?: boolean;
  readonly batchContext?: { readonly producerId: string; readonly inTransaction: boolean };
}

export interface AbortedTransaction {
  readonly producerId: string;
  readonly firstOffset: string;
}

interface FetchReply {
  readonly responses: readonly {
    readonly partitions: readonly {
      readonly partition: number;
      readonly highWatermark: string;
      readonly abortedTransactions?: readonly AbortedTransaction[] | null;
      readonly messages: readonly FetchedMessage[];
    }[];
  }[];
}

interface ListOffsetsCall {
  readonly isolationLevel: number;
  readonly topics: readonly { topic: string; partitions: readonly { partition: number; timestamp: number }[] }[];
}

interface ListOffsetsReply {
  readonly responses: readonly { readonly partitions: readonly { partition: number; offset: string }[] }[];
}

export interface TopicPartition {
  readonly partitionId: number;
  readonly leader: number;
}

/** kafkajs' view of a cluster: connections, authentication and reconnecting, below producer and consumer. */
export interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  isConnected(): boolean;
  removeBroker(of: { host: string; port: number }): void;
  readonly brokerPool: {
    readonly metadata: {
      readonly topicMetadata: readonly { topic: string; partitionMetadata: readonly TopicPartition[] }[];
    } | null;
    findBroker(of: { nodeId: number }): Promise<ClusterBroker>;
    findConnectedBroker(): Promise<ClusterBroker>;
    refreshMetadata(topics: readonly string[]): Promise<void>;
  };
}

/** A cluster client of its own, not yet connected. Topics are never created by asking for them. */
export function createCluster(kafka: Kafka): Cluster {
  assertSupported();
  const create = Object.getOwnPropertySymbols(kafka).find(
    (symbol) => symbol.description === 'private:Kafka:createCluster',
  );
  if (!create) throw unsupported('no cluster factory');
  // the symbol and the shape of what it makes are those of the version checked above
  const factory = (kafka as unknown as Record<symbol, (options: object) => Cluster>)[create];
  if (!factory) throw unsupported('no cluster factory');
  return factory({ metadataMaxAge: 300_000, allowAutoTopicCreation: false });
}

interface RequestQueue {
  pending: unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}

/**
 * kafkajs re-arms a timer with a negative delay after every request, also with nothing to wait for: one wake-up a
 * millisecond for each connection, and a TimeoutNegativeWarning on newer Node (tulios/kafkajs#1556, #1751). A check is
 * needed only while requests are pending.
 */
export function fixRequestQueue(): void {
  assertSupported();
  const { prototype } = require('kafkajs/src/network/requestQueue/index.js') as { prototype: RequestQueue };
  prototype.scheduleCheckPendingRequests = scheduleCheckPendingRequests;
}

function scheduleCheckPendingRequests(this: RequestQueue): void {
  if (this.pending.length === 0 || this.throttleCheckTimeoutId) return;
  const throttled = this.throttledUntil - Date.now();
  const check = (): void => {
    this.throttleCheckTimeoutId = null;
    this.checkPendingRequests();
  };
  this.throttleCheckTimeoutId = setTimeout(check, throttled > 0 ? throttled : 10);
}

interface Connection {
  readonly authHandlers: unknown;
  readonly bytesBuffered: number;
  readonly requestQueue: {
    fulfillRequest(answer: { size: number; correlationId: number; payload: Buffer }): void;
  };
  processData(bytes: Buffer): void;
}

const WHOLE = Symbol('takes whole responses');

/** kafkajs copies every response once more behind what remained of the one before, also where nothing did. */
export function takeWholeResponses(): void {
  assertSupported();
  const Connection = require('kafkajs/src/network/connection.js') as { prototype: Connection & { [WHOLE]?: true } };
  const { prototype } = Connection;
  if (prototype[WHOLE] === true) return;
  // oxlint-disable-next-line typescript/unbound-method -- called with the `this` of each connection below
  const original = prototype.processData;
  prototype.processData = function processData(bytes) {
    const size = bytes.length - 4;
    if (this.authHandlers || this.bytesBuffered > 0 || size < 4 || bytes.readInt32BE(0) !== size) {
      return original.call(this, bytes);
    }
    const answer = { size, correlationId: bytes.readInt32BE(4), payload: bytes.subarray(8) };
    this.requestQueue.fulfillRequest(answer);
  };
  prototype[WHOLE] = true;
}

/** Instants by which kafkajs decides what is due, by the class that holds them. */
const INSTANTS = {
  'consumer/consumerGroup.js': 'lastRequest',
  'cluster/brokerPool.js': 'metadataExpireAt',
  'network/requestQueue/index.js': 'throttledUntil',
  'network/requestQueue/socketRequest.js': 'sentAt',
};

/**
 * kafkajs measures time by the wall clock. Set back by an hour, that would leave a member without heartbeats, metadata
 * without refresh and lost requests without timeout for an hour.
 */
export function useSteadyTime(): void {
  assertSupported();
  for (const [file, name] of Object.entries(INSTANTS)) {
    const { prototype } = require(`kafkajs/src/${file}`) as { prototype: object };
    keepSteady(prototype, name);
  }
}

/** What kafkajs takes for its encoder, of a body that is encoded already. */
export function encoded(buffer: Buffer): unknown {
  return { buf: buffer, buffer, size: () => buffer.length };
}

/** The error that kafkajs makes of a protocol error code. */
export function protocolError(code: number): Error & { readonly type: string; readonly retriable: boolean } {
  const { createErrorFromCode } = require('kafkajs/src/protocol/error.js') as {
    createErrorFromCode: (code: number) => Error & { readonly type: string; readonly retriable: boolean };
  };
  return createErrorFromCode(code);
}

export type PasswordMechanism = 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';

/** What kafkajs authenticates by a password with. */
export function passwordAuthenticator(
  mechanism: PasswordMechanism,
  login: { readonly username: string; readonly password: string },
): Mechanism['authenticationProvider'] {
  assertSupported();
  const file = { PLAIN: 'plain', 'SCRAM-SHA-256': 'scram256', 'SCRAM-SHA-512': 'scram512' }[mechanism];
  const provide = require(`kafkajs/src/broker/saslAuthenticator/${file}.js`) as (
    of: typeof login,
  ) => Mechanism['authenticationProvider'];
  return provide(login);
}

function assertSupported(): void {
  const { version } = require('kafkajs/package.json') as { version: string };
  if (version !== SUPPORTED_KAFKAJS) throw unsupported(`version ${version} in place of ${SUPPORTED_KAFKAJS}`);
}

function unsupported(why: string): SluiceError {
  return new SluiceError('INTERNAL', `preparing the Kafka client: kafkajs is not the one this build knows: ${why}`);
}
