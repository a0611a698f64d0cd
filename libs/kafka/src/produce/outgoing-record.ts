import type { SluiceError } from '@sluice/contracts';

/** A record to send. Without a partition, the key decides as in Kafka's Java client; without a timestamp, now. */
export interface OutgoingRecord {
  readonly key: Buffer | string | null;
  readonly value: Buffer | null;
  readonly headers?: OutgoingHeaders;
  /** Milliseconds since the epoch. */
  readonly timestamp?: number;
  readonly partition?: number;
}

export type HeaderValue = Buffer | string | null;

/** By name, or as a list that keeps order and repeated names. */
export type OutgoingHeaders =
  Readonly<Record<string, HeaderValue>> | readonly { readonly name: string; readonly value: HeaderValue }[];

/** Where a record was stored by the broker, or why it was not. */
export type DeliveryReport =
  | { readonly partition: number; readonly offset: bigint; readonly error?: undefined }
  | { readonly error: SluiceError; readonly partition?: undefined; readonly offset?: undefined };
