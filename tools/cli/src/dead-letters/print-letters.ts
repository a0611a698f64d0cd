import Table from 'cli-table3';

export interface ListedLetter {
  readonly partition: number;
  readonly offset: number;
  readonly state: string;
  readonly timestamp: string | null;
  readonly origin?: { readonly topic: string; readonly partition: number; readonly offset: number };
  readonly stage?: string;
  readonly code?: string;
  readonly message?: string;
  readonly replays: number;
  readonly valueBytes: number | null;
}

interface ReadableBytes {
  readonly format: string;
  readonly text: string;
}

export interface ShownLetter extends ListedLetter {
  readonly topic: string;
  readonly connector?: string;
  readonly key: ReadableBytes | null;
  readonly value: (ReadableBytes & { readonly schemaId?: number }) | null;
  readonly headers: readonly { readonly name: string; readonly value: ReadableBytes | null }[];
  readonly history: readonly {
    readonly state: string;
    readonly at: string;
    readonly by: string;
    readonly why?: string;
    readonly producedAs?: string;
    readonly isEdited?: true;
  }[];
}

export interface Outcome {
  readonly matched: number;
  readonly skipped: number;
  readonly failed: number;
  readonly failures: readonly {
    readonly partition: number;
    readonly offset: number;
    readonly code: string;
    readonly message: string;
  }[];
}

const PLAIN = { head: [], border: [], compact: true };
const ERROR_HEADERS = '__connect.errors.';

/** Letters as a table, newest first; `place` is what the other commands take. */
export function lettersTable(letters: readonly ListedLetter[]): string {
  const table = new Table({ head: ['place', 'state', 'origin', 'code', 'stage', 'time', 'bytes'], style: PLAIN });
  for (const { partition, offset, state, origin, code, stage, timestamp, valueBytes } of letters) {
    const cells = [`${partition}:${offset}`, state, placeOf(origin), code ?? '', stage ?? '', timestamp ?? ''];
    table.push([...cells, valueBytes === null ? '' : String(valueBytes)]);
  }
  return table.toString();
}

/** One letter in full. Headers about the error are shown as facts; the others as a list. */
export function letterText(letter: ShownLetter): string {
  const { key, value, headers, history } = letter;
  const facts = new Table({ style: PLAIN });
  facts.push(
    ['place', `${letter.topic} ${letter.partition}:${letter.offset}`],
    ['state', letter.state],
    ['origin', placeOf(letter.origin)],
    ['connector', letter.connector ?? ''],
    ['error', `${letter.code ?? ''} at ${letter.stage ?? ''}`],
    ['message', letter.message ?? ''],
    ['time', letter.timestamp ?? ''],
    ['replays', String(letter.replays)],
    ['key', key === null ? 'null' : key.text],
  );
  const own = headers.filter(({ name }) => !name.startsWith(ERROR_HEADERS));
  for (const { name, value } of own) facts.push([`header ${name}`, value === null ? 'null' : value.text]);
  for (const { state, at, by, why, producedAs, isEdited } of history) {
    const edited = isEdited ? ' edited' : '';
    const details = [`by ${by}`, why, producedAs === undefined ? undefined : `as ${producedAs}${edited}`];
    facts.push([at, [state, ...details.filter((detail) => detail !== undefined)].join(', ')]);
  }
  const schema = value?.schemaId === undefined ? '' : `, schema ${value.schemaId}`;
  const head = value === null ? 'value: null' : `value (${value.format}${schema}):\n${value.text}`;
  return `${facts.toString()}\n${head}`;
}

/** The counts of a replay or discard, then what failed. */
export function outcomeText(done: string, count: number, { matched, skipped, failed, failures }: Outcome): string {
  const table = new Table({ head: ['matched', done, 'skipped', 'failed'], style: PLAIN });
  table.push([matched, count, skipped, failed].map(String));
  const lines = failures.map(({ partition, offset, code, message }) => `  ${partition}:${offset} ${code} ${message}`);
  const more = failed - failures.length;
  return [table.toString(), ...lines, ...(more > 0 ? [`  and ${more} more`] : [])].join('\n');
}

function placeOf(origin: ListedLetter['origin']): string {
  return origin === undefined ? '' : `${origin.topic} ${origin.partition}:${origin.offset}`;
}
