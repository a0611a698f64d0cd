import { type ClusterBroker, encoded, type WireRequest, type WireResponse } from '../kafkajs-internals.js';

const METADATA = 3;
/** The first version with topic ids: Kafka 2.8, KIP-516. */
const VERSION = 10;
const NO_ID = Buffer.alloc(16);
const NO_TAGS = 0;

/**
 * The ids of those of the topics that exist, by name, in hexadecimal. A topic that is deleted and made again has another
 * id. Undefined where the broker knows no ids. Throws errors of kafkajs.
 * Metadata request and response v10, https://kafka.apache.org/protocol#The_Messages_Metadata.
 */
export async function askTopicIds(
  broker: ClusterBroker,
  topics: readonly string[],
): Promise<ReadonlyMap<string, string> | undefined> {
  if ((broker.versions?.[METADATA]?.maxVersion ?? 0) < VERSION) return undefined;
  const request: WireRequest = {
    apiKey: METADATA,
    apiVersion: VERSION,
    apiName: 'Metadata',
    encode: () => Promise.resolve(encoded(requestBody(topics))),
  };
  const response: WireResponse<ReadonlyMap<string, string>> = {
    decode: (raw) => Promise.resolve(readTopicIds(raw)),
    parse: (ids) => Promise.resolve(ids),
  };
  return broker.connectionPool.send({ request, response, logResponseError: false });
}

/** kafkajs writes a header without tags, so theirs come first. */
function requestBody(topics: readonly string[]): Buffer {
  const named = topics.flatMap((topic) => {
    const name = Buffer.from(topic);
    return [NO_ID, unsignedVarint(name.length + 1), name, Buffer.of(NO_TAGS)];
  });
  const neitherCreateNorRights = Buffer.of(0, 0, 0);
  return Buffer.concat([
    Buffer.of(NO_TAGS),
    unsignedVarint(topics.length + 1),
    ...named,
    neitherCreateNorRights,
    Buffer.of(NO_TAGS),
  ]);
}

export function readTopicIds(raw: Buffer): Map<string, string> {
  const reader = new CompactReader(raw);
  reader.tags(); // of the header
  reader.skip(4); // throttle time
  reader.each(() => {
    reader.skip(4); // node
    reader.string();
    reader.skip(4); // port
    reader.string();
    reader.tags();
  });
  reader.string();
  reader.skip(4); // controller
  const ids = new Map<string, string>();
  reader.each(() => {
    reader.skip(2); // the error of a topic without a leader does not matter
    const name = reader.string();
    const id = reader.hex(16);
    reader.skip(1); // whether it is internal
    reader.each(() => {
      reader.skip(2 + 4 + 4 + 4); // error, partition, leader, its epoch
      for (let lists = 3; lists > 0; lists--) reader.each(() => reader.skip(4));
      reader.tags();
    });
    reader.skip(4); // rights
    reader.tags();
    if (name !== null && !/^0*$/.test(id)) ids.set(name, id);
  });
  return ids;
}

/** The flexible encoding of KIP-482. */
class CompactReader {
  private at = 0;
  constructor(private readonly raw: Buffer) {}

  skip(bytes: number): void {
    this.at += bytes;
  }
  hex(bytes: number): string {
    return this.raw.toString('hex', this.at, (this.at += bytes));
  }
  string(): string | null {
    const length = this.unsignedVarint() - 1;
    return length < 0 ? null : this.raw.toString('utf8', this.at, (this.at += length));
  }
  each(read: () => void): void {
    for (let left = this.unsignedVarint() - 1; left > 0; left--) read();
  }
  tags(): void {
    for (let left = this.unsignedVarint(); left > 0; left--) {
      this.unsignedVarint();
      const size = this.unsignedVarint();
      this.skip(size);
    }
  }
  private unsignedVarint(): number {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = this.raw.readUInt8(this.at++);
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }
}

function unsignedVarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.of(...bytes, rest);
}
