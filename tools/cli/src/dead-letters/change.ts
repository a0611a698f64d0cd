import { userInfo } from 'node:os';
import { ConsumerApi, type ConsumerFlags } from '../consumer-api.js';
import { harmless } from '../harmless.js';
import { usage } from '../usage.js';
import { type Outcome, outcomeText } from './print-letters.js';

/** Letters that one request takes by their places. */
const PLACES = 100;
const SOME_FAILED = 2;

export interface FilterFlags {
  readonly topic?: string;
  readonly code?: string;
  readonly stage?: string;
  readonly from?: string;
  readonly to?: string;
}

export interface ChangeFlags extends ConsumerFlags, FilterFlags {
  readonly all?: true;
  readonly dryRun?: true;
  readonly by?: string;
}

export interface Place {
  readonly partition: number;
  readonly offset: number;
}

export function apiOf(connector: string, flags: ConsumerFlags): ConsumerApi {
  return new ConsumerApi(flags, `/v1/connectors/${encodeURIComponent(connector)}/dead-letters`);
}

export function print(text: string): void {
  process.stdout.write(`${harmless(text)}\n`);
}

export function filterOf({ topic, code, stage, from, to }: FilterFlags) {
  return { topic, code, stage, from, to };
}

type Counts = Outcome & { readonly next: string | null } & Readonly<Record<'replayed' | 'discarded', number>>;

/** Sends requests until all that is selected was visited, and prints the sums. */
export async function change(
  route: 'replay' | 'discard',
  done: 'replayed' | 'discarded',
  connector: string,
  records: readonly Place[] | undefined,
  flags: ChangeFlags,
  terms: object,
): Promise<void> {
  const api = apiOf(connector, flags);
  const body = { ...terms, dryRun: flags.dryRun, by: flags.by ?? userInfo().username };
  let sum = { matched: 0, [done]: 0, skipped: 0, failed: 0 };
  const failures: Outcome['failures'][number][] = [];
  for await (const counts of outcomes(api, route, selectionsOf(records, flags), body)) {
    const { matched, skipped, failed } = counts;
    sum = {
      matched: sum.matched + matched,
      [done]: (sum[done] ?? 0) + counts[done],
      skipped: sum.skipped + skipped,
      failed: sum.failed + failed,
    };
    failures.push(...counts.failures);
  }
  const dryRun = flags.dryRun === true;
  const title = dryRun ? `would be ${done}` : done;
  print(
    flags.json
      ? JSON.stringify({ ...sum, failures, dryRun })
      : outcomeText(title, sum[done] ?? 0, { ...sum, failures }),
  );
  if (sum.failed > 0) process.exitCode = SOME_FAILED;
}

async function* outcomes(
  api: ConsumerApi,
  route: string,
  selections: readonly object[],
  body: object,
): AsyncGenerator<Counts> {
  for (const selection of selections) {
    let cursor: string | undefined;
    do {
      const counts = await api.post<Counts>(`/${route}`, { ...body, ...selection, cursor });
      yield counts;
      cursor = counts.next ?? undefined;
    } while (cursor !== undefined);
  }
}

function selectionsOf(records: readonly Place[] | undefined, flags: ChangeFlags): object[] {
  const filter = filterOf(flags);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const ways = [records !== undefined && records.length > 0, isFiltered, flags.all === true];
  if (ways.filter(Boolean).length !== 1) throw usage('give places, or filters, or --all');
  if (records === undefined || records.length === 0) return [{ filter }];
  const parts = Array.from({ length: Math.ceil(records.length / PLACES) }, (_, i) => i * PLACES);
  return parts.map((at) => ({ records: records.slice(at, at + PLACES) }));
}
