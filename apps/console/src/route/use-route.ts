import { useEffect, useState } from 'preact/hooks';
import { formatRoute, type Option, parseRoute, type Route } from './route.js';

export function currentRoute(): Route {
  return parseRoute(location.hash);
}

/** The route of the address, as it changes. */
export function useRoute(): Route {
  const [route, setRoute] = useState(currentRoute);
  useEffect(() => {
    const read = (): void => setRoute(currentRoute());
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  return route;
}

/** Goes to a route; `isReplacing` leaves no entry in the history. */
export function go(route: Route, isReplacing = false): void {
  const hash = formatRoute(route);
  if (hash === location.hash) return;
  if (!isReplacing) {
    location.hash = hash;
    return;
  }
  history.replaceState(history.state, '', hash);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

export type Changes = Partial<Omit<Route, 'options'>> & {
  readonly options?: Readonly<Partial<Record<Option, string | undefined>>>;
};

/** The route with other members; an option of undefined is taken away. */
export function changed(route: Route, { options = {}, ...members }: Changes): Route {
  const merged = Object.entries({ ...route.options, ...options }).filter(([, value]) => value !== undefined);
  return { ...route, ...members, options: Object.fromEntries(merged) };
}

/** The same records from their first page on, and none open. */
export const FROM_THE_START = { cursor: undefined, record: undefined } as const;
