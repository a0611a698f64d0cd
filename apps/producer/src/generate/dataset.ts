import { JsonType } from '@sluice/schema';

export type Cell = string | number | boolean | null;

export interface GeneratedColumn {
  readonly name: string;
  readonly type: keyof typeof JsonType;
  readonly format?: 'date-time';
}

export interface GenerateOptions {
  readonly seed: number;
  /** Instant of the first row, ms since 1970. */
  readonly start: number;
  /** Time between two rows of one source, ms. */
  readonly stepMs: number;
  /** Sources (sensors, users) that the rows come from. */
  readonly sources: number;
  /** Shares of rows, 0 to 1. */
  readonly late: number;
  readonly duplicate: number;
  readonly outOfOrder: number;
  readonly dropOut: number;
}

/** A kind of data that `sluice generate` makes: endless rows, the same for the same options. */
export interface Dataset {
  readonly columns: readonly GeneratedColumn[];
  /** Column whose value is the record key; a UUID where absent. */
  readonly key?: string;
  /** How a missing cell is spelled in CSV. */
  readonly missing: string;
  readonly rows: (options: GenerateOptions) => Iterable<readonly Cell[]>;
}

/** JSON Schema of a dataset's records. */
export function schemaOf(dataset: Dataset, title: string): Record<string, unknown> {
  const properties = dataset.columns.map(({ name, type, format }) => [
    name,
    { type: [type, 'null'], ...(format === undefined ? {} : { format }) },
  ]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title,
    type: 'object',
    properties: Object.fromEntries(properties) as Record<string, unknown>,
    additionalProperties: false,
  };
}

/** Turns rows into lines of CSV, without line ends. Cells of our generators need no quotes. */
export function csvLine(dataset: Dataset): (row: readonly Cell[]) => string {
  return (row) => row.map((cell) => (cell === null ? dataset.missing : String(cell))).join(',');
}

/** Turns rows into JSON objects on one line. */
export function jsonLine(dataset: Dataset): (row: readonly Cell[]) => string {
  const prefixes = dataset.columns.map(({ name }, index) => `${index === 0 ? '' : ','}${JSON.stringify(name)}:`);
  return (row) => {
    let text = '{';
    for (let i = 0; i < prefixes.length; i += 1) {
      const cell = row[i] ?? null;
      text += (prefixes[i] ?? '') + (typeof cell === 'string' ? JSON.stringify(cell) : String(cell));
    }
    return `${text}}`;
  };
}
