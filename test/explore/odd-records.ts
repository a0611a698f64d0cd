import mongoose from 'mongoose';

const { Long } = mongoose.mongo.BSON;

/** The columns that each reader is shown. */
export const FIELDS = ['_key', 'text', 'n', 'x', 'ok', 'at', 'o'] as const;

const BEGIN = new Date(0);
const SUMMER = new Date('2025-03-30T01:30:00.123Z');

/** Records with what files lose most easily: marks, empty texts, integers beyond 2^53, times, nulls, missing values. */
export const ODD_RECORDS = [
  { _key: 'a,b', text: 'say "hi",\r\nplease é', n: 1, x: 1.5, ok: true, at: BEGIN, o: { p: [1] } },
  { _key: 'b', text: '', n: Long.fromString('9007199254740993'), x: -0.25, ok: false, at: null, o: {} },
  { _key: 'c', text: null, n: null, ok: null, at: SUMMER },
];
export const ODD_PROPERTIES = {
  text: { type: ['string', 'null'] },
  n: { type: ['integer', 'null'] },
  x: { type: 'number' },
  ok: { type: ['boolean', 'null'] },
  at: { type: ['string', 'null'], format: 'date-time' },
  o: { type: 'object' },
};

/** What readers are to find, as check.py prints it. */
export const ODD_ROWS = [
  ['a,b', 'say "hi",\r\nplease é', '1', 1.5, true, '1970-01-01T00:00:00+00:00', '{"p":[1]}'],
  ['b', '', '9007199254740993', -0.25, false, null, '{}'],
  ['c', null, null, null, null, '2025-03-30T01:30:00.123000+00:00', null],
];

const PANDAS = ['string[pyarrow]', 'string[pyarrow]', 'int64[pyarrow]', 'double[pyarrow]', 'bool[pyarrow]'];
const ARROW = ['string', 'string', 'int64', 'double', 'bool'];
const DUCKDB = ['VARCHAR', 'VARCHAR', 'BIGINT', 'DOUBLE', 'BOOLEAN', 'TIMESTAMP WITH TIME ZONE'];

/** The types of {@link FIELDS} that each reader is to find by itself. */
export const ODD_TYPES: Readonly<Record<string, readonly string[]>> = {
  'pandas parquet': [...PANDAS, 'timestamp[ms, tz=UTC][pyarrow]', 'string[pyarrow]'],
  'pandas arrow': [...PANDAS, 'timestamp[ms, tz=UTC][pyarrow]', 'string[pyarrow]'],
  'pandas csv': [...PANDAS, 'datetime64[ns, UTC]', 'string[pyarrow]'],
  'pyarrow parquet': [...ARROW, 'timestamp[ms, tz=UTC]', 'string'],
  'pyarrow arrow': [...ARROW, 'timestamp[ms, tz=UTC]', 'string'],
  'duckdb parquet': [...DUCKDB, 'VARCHAR'],
  'duckdb arrow': [...DUCKDB, 'VARCHAR'],
  'duckdb csv': [...DUCKDB, 'VARCHAR'],
};
