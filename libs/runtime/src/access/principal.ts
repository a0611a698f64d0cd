/** What a caller may do; each role may do what those before it may. */
export const ROLES = ['reader', 'writer', 'operator'] as const;
export type Role = (typeof ROLES)[number];

/** Somebody who has identified himself. */
export interface Principal {
  readonly name: string;
  readonly role: Role;
  /** Names of datasets and topics, `*` at the end for all that begin so; undefined for all there are. */
  readonly datasets?: readonly string[];
}

export function isRole(value: unknown): value is Role {
  return ROLES.some((role) => role === value);
}

export function mayActAs({ role }: Principal, wanted: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(wanted);
}

/** Whether a dataset, or a topic, is among those that the caller was given. Without a caller everything is open. */
export function mayReach(principal: Principal | undefined, dataset: string): boolean {
  const { datasets } = principal ?? {};
  if (datasets === undefined) return true;
  return datasets.some((grant) => (grant.endsWith('*') ? dataset.startsWith(grant.slice(0, -1)) : dataset === grant));
}
