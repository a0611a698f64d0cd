import type { SluiceError } from '@sluice/contracts';

/** A record to send. Without a partition, the key decides as in Kafka's Java client; without a timestamp, now. */
export interface OutgoingRecord {
  readonly key: Buffer | string | null;
  readonly value: Buffer | null;
  /** A header name may have several values. */
  readonly headers?: Readonly<Record<string, HeaderValue | readonly HeaderValue[]>>;
  /** Milliseconds since the epoch. */
  readonly timestamp?: number;
  readonly partition?: number;
}

export type HeaderValue = Buffer | string | null;

/** Where a record was stored by the broker, or why it was not. */
export type DeliveryReport =
  | { readonly partition: number; readonly offset: bigint; readonly error?: undefined }
  | { readonly error: SluiceError; readonly partition?: undefined; readonly offset?: undefined };
