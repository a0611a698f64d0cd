/** APIs whose answers the proxy can read, by their keys; https://kafka.apache.org/protocol#protocol_api_keys. */
export const API = {
  Produce: 0,
  Fetch: 1,
  ListOffsets: 2,
  Metadata: 3,
  OffsetCommit: 8,
  OffsetFetch: 9,
  FindCoordinator: 10,
  JoinGroup: 11,
  Heartbeat: 12,
  SyncGroup: 14,
  InitProducerId: 22,
} as const;

export type ApiName = keyof typeof API;

/** Where in an answer, in bytes from the start of its body, stand error codes (int16) and ports of brokers (int32). */
export interface Places {
  readonly errors: readonly number[];
  readonly ports: readonly number[];
}

type Visit = (walk: Walk, version: number) => void;

/** Newest version of each API that can be read here: of most the last before its encoding became flexible. */
const NEWEST: Record<ApiName, number> = {
  Produce: 8,
  Fetch: 11,
  ListOffsets: 5,
  Metadata: 10,
  OffsetCommit: 7,
  OffsetFetch: 5,
  FindCoordinator: 2,
  JoinGroup: 5,
  Heartbeat: 3,
  SyncGroup: 3,
  InitProducerId: 1,
};

const VISITS: Record<ApiName, Visit> = {
  // the first partition is enough: the producer writes to one at a time
  Produce: (walk) => walk.skip(4).string().skip(4).skip(4).error(),
  Fetch: (walk) =>
    walk.skip(4 + 2 + 4).topics(() => {
      walk.skip(4).error().skip(24);
      walk.each(() => walk.skip(16));
      walk.skip(4).bytes();
    }),
  ListOffsets: (walk, version) =>
    walk.skip(version >= 2 ? 4 : 0).topics(() =>
      walk
        .skip(4)
        .error()
        .skip(version >= 4 ? 20 : 16),
    ),
  Metadata: (walk, version) => {
    if (version >= 9) return compactMetadata(walk);
    walk.skip(version >= 3 ? 4 : 0);
    walk.each(() => {
      walk.skip(4).string().port();
      if (version >= 1) walk.string();
    });
    if (version >= 2) walk.string();
    if (version >= 1) walk.skip(4);
    walk.each(() => {
      walk
        .error()
        .string()
        .skip(version >= 1 ? 1 : 0);
      walk.each(() => {
        walk
          .error()
          .skip(8)
          .skip(version >= 7 ? 4 : 0);
        for (let lists = version >= 5 ? 3 : 2; lists > 0; lists -= 1) walk.each(() => walk.skip(4));
      });
      walk.skip(version >= 8 ? 4 : 0);
    });
  },
  OffsetCommit: (walk, version) => walk.skip(version >= 3 ? 4 : 0).topics(() => walk.skip(4).error()),
  OffsetFetch: (walk, version) => {
    walk.skip(version >= 3 ? 4 : 0).topics(() =>
      walk
        .skip(4 + 8 + (version >= 5 ? 4 : 0))
        .string()
        .error(),
    );
    if (version >= 2) walk.error();
  },
  FindCoordinator: (walk, version) => {
    walk.skip(version >= 1 ? 4 : 0).error();
    if (version >= 1) walk.string();
    walk.skip(4).string().port();
  },
  JoinGroup: (walk, version) => walk.skip(version >= 2 ? 4 : 0).error(),
  Heartbeat: (walk, version) => walk.skip(version >= 1 ? 4 : 0).error(),
  SyncGroup: (walk, version) => walk.skip(version >= 1 ? 4 : 0).error(),
  InitProducerId: (walk) => walk.skip(4).error(),
};

function compactMetadata(walk: Walk): void {
  walk.compact().tags().skip(4);
  walk.each(() => walk.skip(4).string().port().string().tags());
  walk.string().skip(4);
  walk.each(() => {
    walk.error().string().skip(17);
    walk.each(() => {
      walk.error().skip(12);
      for (let lists = 3; lists > 0; lists -= 1) walk.each(() => walk.skip(4));
      walk.tags();
    });
    walk.skip(4).tags();
  });
}

const NAMES = new Map(Object.keys(API).map((name) => [API[name as ApiName], name as ApiName])); // the keys are those of the table

/** The API of a request, where its answers can be read. */
export function apiName(key: number): ApiName | undefined {
  return NAMES.get(key as (typeof API)[ApiName]); // an unknown key is not in the map
}

/** @param body the answer behind its correlation id; throws where the version is not known here */
export function placesIn(api: ApiName, version: number, body: Buffer): Places {
  if (version > NEWEST[api]) throw new Error(`${api} v${version} has an encoding that the proxy does not read`);
  const walk = new Walk(body);
  VISITS[api](walk, version);
  return walk;
}

/** Walks over the fields of an answer and notes the places. */
class Walk implements Places {
  readonly errors: number[] = [];
  readonly ports: number[] = [];
  private at = 0;
  private isCompact = false;

  constructor(private readonly body: Buffer) {}

  /** From here on lengths are varints, as KIP-482 has them. */
  compact(): this {
    this.isCompact = true;
    return this;
  }

  tags(): this {
    for (let left = this.varint(); left > 0; left -= 1) {
      this.varint();
      const size = this.varint();
      this.skip(size);
    }
    return this;
  }

  skip(bytes: number): this {
    this.at += bytes;
    return this;
  }

  error(): this {
    this.errors.push(this.at);
    return this.skip(2);
  }

  port(): this {
    this.ports.push(this.at);
    return this.skip(4);
  }

  string(): this {
    if (this.isCompact) {
      const length = this.varint() - 1;
      return this.skip(Math.max(0, length));
    }
    return this.skip(2 + Math.max(0, this.body.readInt16BE(this.at)));
  }

  bytes(): this {
    return this.skip(4 + Math.max(0, this.body.readInt32BE(this.at)));
  }

  each(visit: () => void): this {
    let left: number;
    if (this.isCompact) left = this.varint() - 1;
    else {
      left = this.body.readInt32BE(this.at);
      this.skip(4);
    }
    for (; left > 0; left -= 1) visit();
    return this;
  }

  topics(visitPartition: () => void): this {
    return this.each(() => this.string().each(visitPartition));
  }

  private varint(): number {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = this.body.readUInt8(this.at++);
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }
}
