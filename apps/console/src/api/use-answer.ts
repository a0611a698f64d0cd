import { useCallback, useEffect, useState } from 'preact/hooks';
import { read } from './client.js';
import { type Problem, toProblem } from './problem.js';

export interface Answer<T> {
  /** Of the newest request that was answered; it stays while the next one is under way, so that nothing jumps. */
  readonly data: T | undefined;
  readonly problem: Problem | undefined;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

interface State<T> {
  readonly scope: string;
  readonly path: string | undefined;
  readonly data: T | undefined;
  readonly problem: Problem | undefined;
}

/**
 * What a route answers; asks again when the path changes, and ends the request before.
 * @param path undefined asks for nothing
 * @param scope an answer of another scope, say another dataset, is forgotten at once
 */
export function useAnswer<T>(path: string | undefined, scope = ''): Answer<T> {
  const [round, setRound] = useState(0);
  const [state, setState] = useState<State<T>>({ scope, path: undefined, data: undefined, problem: undefined });
  const request = path === undefined ? undefined : `${round} ${path}`;
  useEffect(() => {
    if (path === undefined) return undefined;
    const leaving = new AbortController();
    const tell = (data: T | undefined, problem: Problem | undefined): void => {
      if (leaving.signal.aborted) return;
      setState((before) => ({
        scope,
        path: request,
        data: data ?? (before.scope === scope ? before.data : undefined),
        problem,
      }));
    };
    read<T>(path, leaving.signal).then(
      (data) => tell(data, undefined),
      (error: unknown) => tell(undefined, toProblem(error)),
    );
    return () => leaving.abort();
  }, [path, scope, request]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  const isOther = state.scope !== scope;
  return {
    data: isOther ? undefined : state.data,
    problem: isOther || state.path !== request ? undefined : state.problem,
    isLoading: request !== undefined && state.path !== request,
    reload,
  };
}
