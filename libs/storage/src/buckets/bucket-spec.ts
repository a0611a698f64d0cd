import { STORED_TIMESTAMP } from '@sluice/contracts';
import { hash } from 'node:crypto';
import { isPlainPath } from '../query/field-expression.js';
import { invalidParameter } from '../query/invalid-parameter.js';
import { knownField } from '../query/known-field.js';
import { mayBeArray, type QueryField, type QueryFields } from '../query/query-field.js';
import { distinctNames } from '../query/split-list.js';
import { timeWindow } from '../query/time-window.js';

/** A request for buckets, not yet checked against the dataset. */
export interface BucketRequest {
  readonly window?: string | undefined;
  readonly zone?: string | undefined;
  readonly timeField?: string | undefined;
  readonly by?: readonly string[] | undefined;
  readonly fields?: readonly string[] | undefined;
}

/** What is kept: a bucket for each window and each group of records in it. */
export interface BucketSpec {
  /** As in a request for an aggregate. */
  readonly window: string;
  readonly zone?: string;
  /** Field of dates that windows go by; of the record itself, not within another. */
  readonly timeField: string;
  /** Fields of the record itself whose values make groups. */
  readonly by: readonly string[];
  /** Measured fields, each with its stored names from the top down. */
  readonly fields: readonly { readonly name: string; readonly path: readonly string[] }[];
}

const MAX_BY = 4;
const MAX_FIELDS = 20;
const MIN_WINDOW_MS = 1_000;

/** Checks a request against the fields of its dataset. @throws SluiceError REQUEST_INVALID that names the parameter */
export function planBuckets(fields: QueryFields, request: BucketRequest): BucketSpec {
  const { window, zone, timeField = STORED_TIMESTAMP } = request;
  if (window === undefined) throw invalidParameter('window', 'a window such as 5m or day', '5m');
  const { length } = timeWindow(window, zone);
  if (length !== undefined && length < MIN_WINDOW_MS) throw invalidParameter('window', 'a second or more', '1s');
  const time = knownField(fields, timeField, 'timeField');
  if (!isTimeOfBuckets(time)) throw invalidParameter('timeField', 'a field of dates', STORED_TIMESTAMP);
  const by = distinctNames(request.by);
  if (by.length > MAX_BY) throw invalidParameter('by', `at most ${MAX_BY} fields`, by[0] ?? '');
  for (const name of by) {
    const { path } = knownField(fields, name, 'by');
    if (path.length > 1 || !isPlainPath(path)) {
      throw invalidParameter(
        'by',
        'fields that are not within others, whose names have no dot and no $ in front',
        '_key',
      );
    }
  }
  const measured = distinctNames(request.fields).map((name) => knownField(fields, name, 'fields'));
  if (measured.length > MAX_FIELDS) throw invalidParameter('fields', `at most ${MAX_FIELDS} fields`, 'V1');
  return {
    window,
    ...(zone === undefined ? {} : { zone }),
    timeField,
    by,
    fields: measured.map(({ name, path }) => ({ name, path })),
  };
}

/** Whether every record that has a date there has exactly one. */
export function isTimeOfBuckets(field: QueryField): boolean {
  return field.isDate && isPlainPath(field.path) && !mayBeArray(field);
}

/** Names a specification: the same for the same, another for another. */
export function bucketsName(spec: BucketSpec): string {
  const { window, zone, timeField, by } = spec;
  const words = [window, ...(zone === undefined ? [] : [zone]), timeField, ...by].join('_');
  const mark = hash('sha1', JSON.stringify([words, spec.fields])).slice(0, 6);
  return `${words.replaceAll(/[^\w.-]+/g, '-').slice(0, 80)}-${mark}`;
}
