import { type ComponentChildren, createContext, type JSX } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import type { Problem } from '../api/problem.js';
import type { Route } from '../route/route.js';
import { parameterOf } from './filters.js';

interface Faults {
  readonly problem: Problem | undefined;
  readonly tell: (problem: Problem | undefined) => void;
}

const Context = createContext<Faults>({ problem: undefined, tell: () => undefined });

/** Lets views tell what the API refused, so that it is said where it was entered. */
export function FaultsProvider({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const [problem, tell] = useState<Problem>();
  const faults = useMemo(() => ({ problem, tell }), [problem]);
  return <Context.Provider value={faults}>{children}</Context.Provider>;
}

/** What the API refused of the filters or the time range, if anything. */
export function useFault(): Problem | undefined {
  return useContext(Context).problem;
}

/** Tells the problem of a view. True where the filter bar shows it. */
export function useTold(problem: Problem | undefined, route: Route): boolean {
  const { tell } = useContext(Context);
  const isTold = problem !== undefined && isOfFilters(problem, route);
  useEffect(() => {
    if (!isTold) return undefined;
    tell(problem);
    return () => tell(undefined);
  }, [problem, isTold, tell]);
  return isTold;
}

function isOfFilters({ fault, status }: Problem, { filters, options }: Route): boolean {
  if (status !== 400 || fault === undefined) return false;
  if (filters.some((filter) => parameterOf(filter) === fault.parameter)) return true;
  return ['from', 'to', 'timeField'].some((name) => name === fault.parameter && name in options);
}
