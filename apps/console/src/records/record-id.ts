import { type Json, writeJson } from '../api/json.js';

/** The id of a record as a text; those that are none, such as numbers, as JSON. */
export function idText(id: Json | undefined): string {
  return typeof id === 'string' ? id : writeJson(id);
}
