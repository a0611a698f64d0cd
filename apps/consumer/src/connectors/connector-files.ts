import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { SluiceError } from '@sluice/contracts';
import { parse } from 'dot-properties';

/** Properties of one connector as written, and where they were. */
export interface ConnectorProperties {
  readonly file: string;
  readonly properties: Readonly<Record<string, string>>;
}

/**
 * Reads a connector file, or every `.properties` and `.json` file of a folder in name order. JSON is either flat or in
 * the form of Connect's REST API, `{"name": …, "config": {…}}`. Throws CONFIG_INVALID.
 */
export async function readConnectorFiles(path: string): Promise<ConnectorProperties[]> {
  const files = await filesAt(path);
  if (files.length === 0) {
    throw invalid(path, 'it holds no .properties or .json file; add one, or unset CONSUMER_CONNECTORS_PATH');
  }
  return Promise.all(files.map(async (file) => ({ file, properties: await readProperties(file) })));
}

async function filesAt(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = await readdir(path);
    return names
      .filter((name) => isConnectorFile(name))
      .sort()
      .map((name) => join(path, name));
  } catch (error) {
    throw invalid(path, 'it cannot be read; check CONSUMER_CONNECTORS_PATH', error);
  }
}

function isConnectorFile(name: string): boolean {
  return !name.startsWith('.') && ['.properties', '.json'].includes(extname(name));
}

async function readProperties(file: string): Promise<Record<string, string>> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw invalid(file, 'it cannot be read', error);
  });
  return extname(file) === '.json' ? fromJson(file, text) : fromProperties(file, text);
}

function fromProperties(file: string, text: string): Record<string, string> {
  const entries = Object.entries(parse(text));
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (typeof value !== 'string') throw invalid(file, `"${name}" is not a plain value`);
      return [name, value.trim()];
    }),
  );
}

function fromJson(file: string, text: string): Record<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw invalid(file, 'it is not valid JSON', error);
  }
  if (!isObject(parsed)) throw invalid(file, 'it must hold one JSON object');
  const flat = isObject(parsed['config']) ? { name: parsed['name'], ...parsed['config'] } : parsed;
  return Object.fromEntries(
    Object.entries(flat)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => {
        if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
          throw invalid(file, `"${name}" must be a string, number or boolean`);
        }
        return [name, String(value).trim()];
      }),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(path: string, why: string, cause?: unknown): SluiceError {
  return new SluiceError('CONFIG_INVALID', `reading connectors from ${basename(path)}: ${why}`, {
    context: { path },
    cause,
  });
}
