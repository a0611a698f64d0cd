import { useEffect, useRef, useState } from 'preact/hooks';
import type { DatasetSummary } from '../api/answers.js';
import { apiPath, read } from '../api/client.js';
import { type Problem, toProblem } from '../api/problem.js';
import { Rates } from './rates.js';

const EVERY_MS = 5_000;

export interface Datasets {
  readonly list: readonly DatasetSummary[] | undefined;
  readonly problem: Problem | undefined;
  /** Records per second; undefined while it is not known. */
  readonly rateOf: (name: string) => number | undefined;
  /** When the list was read, in milliseconds. */
  readonly at: number;
}

/**
 * All datasets, read again every few seconds while the page is seen.
 * @param round another number asks at once
 */
export function useDatasets(round: number): Datasets {
  const rates = useRef(new Rates());
  const [state, setState] = useState<Omit<Datasets, 'rateOf'>>({ list: undefined, problem: undefined, at: Date.now() });
  useEffect(() => {
    const leaving = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = async (): Promise<void> => {
      clearTimeout(timer);
      if (document.visibilityState === 'visible') {
        try {
          const { data: list } = await read<{ data: DatasetSummary[] }>(apiPath(undefined), leaving.signal);
          const at = Date.now();
          for (const { name, count } of list) rates.current.add(name, count, at);
          setState({ list: list.sort((a, b) => a.name.localeCompare(b.name)), problem: undefined, at });
        } catch (error) {
          if (leaving.signal.aborted) return;
          const problem = toProblem(error);
          setState((before) => ({ ...before, problem, at: Date.now() }));
          if (problem.isUnauthenticated) return;
        }
      }
      clearTimeout(timer);
      timer = setTimeout(() => void refresh(), EVERY_MS);
    };
    const seen = (): void => {
      if (document.visibilityState === 'visible') void refresh();
    };
    void refresh();
    document.addEventListener('visibilitychange', seen);
    return () => {
      leaving.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [round]);
  return { ...state, rateOf: (name) => rates.current.of(name) };
}
