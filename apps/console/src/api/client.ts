import { parseJson } from './json.js';
import { problemOf } from './problem.js';

export type Parameters = readonly (readonly [name: string, value: string])[];

const KEY = 'sluice.key';

/** The API key or JWT of this tab; it goes with the tab. */
export const credential = {
  get: (): string | undefined => sessionStorage.getItem(KEY) ?? undefined,
  set: (key: string): void => sessionStorage.setItem(KEY, key),
  forget: (): void => sessionStorage.removeItem(KEY),
};

/** Path and query of a route of a dataset; of the list of all where no dataset is named. */
export function apiPath(dataset: string | undefined, route = '', parameters: Parameters = []): string {
  const query = new URLSearchParams(parameters.map(([name, value]) => [name, value])).toString();
  const path = dataset === undefined ? '' : `/${encodeURIComponent(dataset)}${route === '' ? '' : `/${route}`}`;
  return `/v1/datasets${path}${query === '' ? '' : `?${query}`}`;
}

const askers = new Set<() => void>();

/** Calls back when the server wants to know who is asking. The function that it returns ends that. */
export function onUnauthenticated(ask: () => void): () => void {
  askers.add(ask);
  return () => askers.delete(ask);
}

/** A reply of 2xx. @throws Problem */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  const key = credential.get();
  if (key !== undefined) headers.set('Authorization', `Bearer ${key}`);
  const reply = await fetch(path, { ...init, headers });
  if (reply.status === 401) for (const ask of askers) ask();
  if (!reply.ok) throw await problemOf(reply);
  return reply;
}

/** What a route answers. @throws Problem */
export async function read<T>(path: string, signal?: AbortSignal): Promise<T> {
  const reply = await request(path, { signal: signal ?? null });
  // What the route's documentation says.
  return parseJson(await reply.text()) as T;
}
