import { type ClusterBroker, encoded, type WireRequest, type WireResponse } from '../kafkajs-internals.js';

const PRODUCE = 0;
/** v8 tells why a record was refused (KIP-467); v9 changes the encoding. v3 is the first with message format 2. */
const NEWEST = 8;
const ACKS_ALL = -1;

export interface ProduceReply {
  readonly errorCode: number;
  /** Offset of the batch's first record. */
  readonly baseOffset: bigint;
  readonly message?: string;
}

/** Sends one batch to the leader of its partition and reads the broker's verdict on it. Throws errors of kafkajs. */
export async function produce(
  broker: ClusterBroker,
  target: { readonly topic: string; readonly partition: number; readonly timeoutMs: number },
  batch: Buffer,
): Promise<ProduceReply> {
  const apiVersion = Math.min(NEWEST, broker.versions?.[PRODUCE]?.maxVersion ?? NEWEST);
  const request: WireRequest = {
    apiKey: PRODUCE,
    apiVersion,
    apiName: 'Produce',
    encode: () => Promise.resolve(encoded(requestBody(target, batch))),
  };
  const response: WireResponse<ProduceReply> = {
    decode: (raw) => Promise.resolve(readReply(raw, apiVersion)),
    parse: (reply) => Promise.resolve(reply),
  };
  return broker.connectionPool.send({ request, response, logResponseError: false });
}

function requestBody(
  { topic, partition, timeoutMs }: { topic: string; partition: number; timeoutMs: number },
  batch: Buffer,
): Buffer {
  const name = Buffer.from(topic);
  const body = Buffer.allocUnsafe(26 + name.length + batch.length);
  let at = body.writeInt16BE(-1, 0); // no transactional id
  at = body.writeInt16BE(ACKS_ALL, at);
  at = body.writeInt32BE(timeoutMs, at);
  at = body.writeInt32BE(1, at);
  at = body.writeInt16BE(name.length, at);
  at += name.copy(body, at);
  at = body.writeInt32BE(1, at);
  at = body.writeInt32BE(partition, at);
  at = body.writeInt32BE(batch.length, at);
  body.set(batch, at);
  return body;
}

function readReply(raw: Buffer, apiVersion: number): ProduceReply {
  const topicLength = raw.readInt16BE(4);
  let at = 6 + topicLength + 4 + 4; // one topic, one partition, its index
  const errorCode = raw.readInt16BE(at);
  const baseOffset = raw.readBigInt64BE(at + 2);
  at += 18; // error code, base offset, log append time
  if (apiVersion >= 5) at += 8; // log start offset
  if (apiVersion < 8) return { errorCode, baseOffset };
  const reasons: string[] = [];
  const text = (): void => {
    const length = raw.readInt16BE(at);
    at += 2;
    if (length < 0) return;
    reasons.push(raw.toString('utf8', at, at + length));
    at += length;
  };
  let recordErrors = raw.readInt32BE(at);
  for (at += 4; recordErrors > 0; recordErrors--) {
    at += 4;
    text();
  }
  text();
  return reasons.length > 0 ? { errorCode, baseOffset, message: reasons.join('; ') } : { errorCode, baseOffset };
}
