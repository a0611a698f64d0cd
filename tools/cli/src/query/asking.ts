import { QueryClient, QueryProblem } from '@sluice/client';
import { SluiceError } from '@sluice/contracts';
import { whereText } from './conditions.js';
import { clientOf, type QueryFlags } from './query-flags.js';

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;
const GRACE_MS = 1_000;
/** Parameters of requests whose flags have other names. */
const FLAGS: Readonly<Record<string, string>> = { timeField: 'time-field', 'Last-Event-ID': 'after' };
const PLAIN = new Set('from to fields sort limit measures by window zone fill key sample after'.split(' '));

/**
 * Asks the query app. Ctrl-C ends the request, and with it the query in MongoDB, quietly with exit code 130; what the
 * app refuses is told in the words of the command line.
 */
export async function asking(
  flags: QueryFlags,
  work: (client: QueryClient, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const interruption = new AbortController();
  const stops = (['SIGINT', 'SIGTERM'] as const).map((name) => {
    const stop = (): void => {
      process.exitCode = EXIT_CODES[name];
      if (interruption.signal.aborted) process.exit();
      interruption.abort();
      // Whoever takes the output may take no more of it.
      setTimeout(() => process.exit(), GRACE_MS).unref();
    };
    process.on(name, stop);
    return (): void => void process.off(name, stop);
  });
  const client = clientOf(flags);
  try {
    await work(client, interruption.signal);
  } catch (error) {
    if (!interruption.signal.aborted) throw inWordsOfFlags(error, client.url);
  } finally {
    for (const stop of stops) stop();
  }
}

function inWordsOfFlags(error: unknown, url: string): unknown {
  if (!(error instanceof SluiceError)) return error;
  const hint = hintFor(error, url);
  return hint === undefined ? error : new SluiceError(error.code, `${error.message}; ${hint}`, { cause: error });
}

function hintFor(error: SluiceError, url: string): string | undefined {
  if (error.code === 'ACCESS_UNAUTHENTICATED') return 'give --api-key-file, or SLUICE_API_KEY in the environment';
  if (error.code === 'DATASET_UNKNOWN' && !error.message.includes('did you mean')) {
    return 'sluice query datasets lists those there are';
  }
  if (!(error instanceof QueryProblem)) {
    return error.code === 'APP_UNAVAILABLE'
      ? `check that it runs at ${url}, start one with sluice up, or give --url`
      : undefined;
  }
  const { parameter, example, message } = error;
  if (parameter === undefined || example === undefined || message.includes('did you mean')) return undefined;
  const flag = flagText(parameter, example);
  return flag === undefined ? undefined : `for example ${flag}`;
}

function flagText(parameter: string, example: string): string | undefined {
  if (Object.hasOwn(FLAGS, parameter) || PLAIN.has(parameter))
    return `--${FLAGS[parameter] ?? parameter} ${quoted(example)}`;
  const [, other, value = example] = /^(.+\[\w+\])=(.*)$/s.exec(example) ?? [];
  const where = whereText(other ?? parameter, value);
  return where === undefined ? undefined : `--where ${quoted(where)}`;
}

/** As a shell takes it for one word. */
function quoted(text: string): string {
  return /^[\w.,:+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
