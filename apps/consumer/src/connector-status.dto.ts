/** Where one partition stands. */
export class PartitionStatusDto {
  topic!: string;
  partition!: number;
  /** Next offset to fetch. */
  position?: number | undefined;
  /** Every record before it is durable in the sink or dead-lettered. */
  committed?: number | undefined;
  /** Offset that the next record produced will get. */
  highWatermark?: number | undefined;
  /** Records between `committed` and `highWatermark`. */
  lag?: number | undefined;
}

/** What one topic has come to in this process since it started. */
export class TopicStatusDto {
  topic!: string;
  /** Records that became durable. */
  stored!: number;
  /** Records that were delivered again and changed nothing. */
  duplicates!: number;
  /** Records whose dead letter the broker acknowledged. */
  deadLettered!: number;
}

/** What stands before a service that may be away. */
export class CircuitStatusDto {
  /** What the service is needed for: the registry for decoding, the store for writing, the broker for dead-lettering. */
  step!: 'decoding' | 'writing' | 'dead-lettering';
  /** closed: all goes through. open: nothing does, for a while. half-open: one attempt finds out. */
  state!: 'closed' | 'open' | 'half-open';
  /** Attempts that failed since the last one that did not. */
  failures!: number;
}

export class ConnectorStatusDto {
  /** @example "sensors" */
  name!: string;
  /** RUNNING, RETRYING while something it needs is away, FAILED when it stopped for good. */
  state!: 'RUNNING' | 'RETRYING' | 'FAILED';
  /** Why it is not RUNNING. */
  trouble?: string | undefined;
  circuits!: CircuitStatusDto[];
  groupId!: string;
  deadLetterTopic!: string;
  /** Bytes of fetched records that are not durable yet. */
  bytesInFlight!: number;
  topics!: TopicStatusDto[];
  partitions!: PartitionStatusDto[];
}

export class ConnectorListDto {
  connectors!: ConnectorStatusDto[];
}
