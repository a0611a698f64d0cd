import type { Aggregate, LiveAggregateRequest, QueryClient } from '@sluice/client';
import { csvLine } from './csv.js';
import { emit, type OutputFlags, printRows, remark, type Row, terminalWidth } from './output.js';
import { cellText } from './table.js';

/**
 * Prints an aggregate, and then its rows as they change until the signal aborts: a row that is printed again stands in
 * place of the one before. JSON is as it was sent, with the kind of the event.
 */
export async function followAggregate(
  client: QueryClient,
  dataset: string,
  request: LiveAggregateRequest,
  { output }: OutputFlags,
  signal: AbortSignal,
): Promise<void> {
  const columns = [...(request.window === undefined ? [] : ['window']), ...(request.by ?? []), ...measuresOf(request)];
  const onBreak = (reason: string): void => remark(`The stream broke (${reason}); connecting again.`);
  if (output === 'csv') await emit(csvLine(columns));
  for await (const event of client.liveAggregate(dataset, request, { signal, onBreak })) {
    if (event.type === 'ready') continue;
    const rows = rowsOf(event.aggregate);
    if (output === 'json') await emit(`{"event":"${event.type}",${event.json.slice(1)}\n`);
    else if (output === 'csv') await emit(rows.map((row) => csvLine(columns.map((name) => row[name]))).join(''));
    else if (event.type === 'snapshot') await printRows({ output }, rows);
    else await emit(rows.map((row) => `${lineOf(row)}\n`).join(''));
  }
}

/** Window, groups and values of each row, as columns. */
export function rowsOf({ data }: Aggregate): Row[] {
  return data.map(({ window, group, values }) => ({
    ...(window === undefined ? {} : { window }),
    ...group,
    ...values,
  }));
}

function measuresOf({ measures = [] }: LiveAggregateRequest): readonly string[] {
  return measures.length > 0 ? measures : ['count'];
}

/** A row that changed, on a line, cut to the terminal. */
function lineOf({ window, ...values }: Row): string {
  const parts = Object.entries(values).map(([name, value]) => `${cellText(name)}=${cellText(value)}`);
  const line = [...(window === undefined ? [] : [cellText(window)]), ...parts].join('  ');
  const width = terminalWidth();
  return width === undefined || line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}
