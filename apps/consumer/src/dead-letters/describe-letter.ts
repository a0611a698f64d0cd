import type { DeadLetterTrail } from '@sluice/storage';
import type { ValueFormat } from '../delivery/decode-batch.js';
import type { DeadLetterDetailDto, DeadLetterDto } from './dead-letter.dto.js';
import type { Letter } from './letter.js';
import { readableBytes, readableValue } from './letter-value.js';

/** Largest instant of a Date; producers may write any number as a timestamp. */
const MAX_TIME = 8.64e15;

/** The plain object of a DeadLetterDto. */
export type Described = { readonly [Name in keyof DeadLetterDto]: DeadLetterDto[Name] };

/** A letter for a list: nothing of it but its key holds memory of the record. */
export function describeLetter(letter: Letter, trail: DeadLetterTrail | undefined): Described {
  const { partition, offset, record, origin, connector, stage, code, message, replays } = letter;
  return {
    partition,
    offset: Number(offset),
    state: trail?.state ?? 'open',
    timestamp: Math.abs(record.timestamp) > MAX_TIME ? null : new Date(record.timestamp).toISOString(),
    origin: origin === undefined ? undefined : { ...origin, offset: Number(origin.offset) },
    connector,
    stage,
    code,
    message,
    replays,
    key: record.key === null ? null : readableBytes(record.key),
    valueBytes: record.value?.length ?? null,
  };
}

/** A letter with everything that is known of it. */
export function describeInFull(
  letter: Letter,
  trail: DeadLetterTrail | undefined,
  format: ValueFormat,
): DeadLetterDetailDto {
  return {
    ...describeLetter(letter, trail),
    topic: letter.topic,
    value: readableValue(letter.record.value, format),
    headers: letter.record.headers.map(({ name, value }) => ({
      name,
      value: value === null ? null : readableBytes(value),
    })),
    history: trail?.entries ?? [],
  };
}
