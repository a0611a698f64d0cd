import openapiTS, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';

const HEAD = '// Written by `make reference` from docs/reference/openapi-query.json; not by hand.\n';

/** The types of libs/client, from an OpenAPI document as JSON text, formatted as the file that they go to. */
export async function clientTypes(openApi: string, file: string): Promise<string> {
  // A default does not make a parameter one that must be given.
  const nodes = await openapiTS(openApi, { defaultNonNullable: false, silent: true });
  return format(HEAD + astToString(nodes), { ...(await resolveConfig(file)), filepath: file });
}
