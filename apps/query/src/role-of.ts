import type { RoleOf } from '@sluice/runtime';

/** Questions that are too long for a URL come as POST, and read. */
const ASKING = /\/(?:records\/search|count|aggregate|latest|export)$/;

/** Reading takes a reader, whatever its method; what changes a dataset or its indexes takes an operator. */
export const roleOf: RoleOf = (method, route) => {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return 'reader';
  return method === 'POST' && ASKING.test(route) ? 'reader' : 'operator';
};
