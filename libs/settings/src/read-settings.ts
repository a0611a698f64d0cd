import { readFileSync } from 'node:fs';
import { SluiceError } from '@sluice/contracts';
import { nearest } from './nearest.js';
import type { AllSettings, SettingsGroup, SettingSpec } from './settings.js';

type Source = Readonly<Record<string, string | undefined>>;

export interface ReadSettingsOptions {
  /** What is being read, for the message. */
  readonly what?: string;
  /** Refuse every name that no group knows; otherwise only those that share a known name's first word. */
  readonly rejectUnknown?: boolean;
}

/**
 * Reads and checks the settings of the groups. Throws one CONFIG_INVALID that lists every problem: missing and
 * malformed values, unknown names (with the near one). An empty value counts as absent.
 */
export function readSettings<const Groups extends readonly SettingsGroup[]>(
  groups: Groups,
  source: Source,
  options: ReadSettingsOptions = {},
): AllSettings<Groups> {
  const specs = Object.assign({}, ...groups) as SettingsGroup;
  const problems: string[] = unknownNames(specs, source, options.rejectUnknown ?? false);
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(specs)) {
    try {
      values[name] = readOne(name, spec, source);
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (problems.length > 0) {
    const what = options.what ?? 'settings';
    throw new SluiceError('CONFIG_INVALID', `reading ${what}: ${problems.join('; ')}`, { context: { problems } });
  }
  return values as AllSettings<Groups>;
}

function readOne(name: string, spec: SettingSpec, source: Source): unknown {
  const text = textOf(name, spec, source);
  if (text !== undefined) return parseValue(name, spec, text);
  if (spec.default !== undefined) return spec.default;
  if (!spec.required) return undefined;
  throw new Error(`${name} is missing${spec.example ? `, for example ${spec.example}` : ''} (${spec.help})`);
}

function textOf(name: string, spec: SettingSpec, source: Source): string | undefined {
  for (const candidate of [name, ...(spec.alias ?? [])]) {
    const value = source[candidate];
    const file = spec.secret ? source[`${candidate}_FILE`] : undefined;
    if (value && file) throw new Error(`${candidate} and ${candidate}_FILE are both set; unset one of them`);
    if (value) return value;
    if (file) return secretFrom(file, candidate);
  }
  return undefined;
}

/** The text without the line break that editors and `echo` end it with; an empty file counts as absent. */
function secretFrom(file: string, name: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').replace(/(?:\r?\n)+$/, '') || undefined;
  } catch {
    throw new Error(`${name}_FILE names ${file}, which cannot be read`);
  }
}

function parseValue(name: string, spec: SettingSpec, text: string): unknown {
  switch (spec.type) {
    case 'integer':
    case 'number':
      return parseNumber(name, spec, text);
    case 'boolean':
      if (/^(true|1|yes|on)$/i.test(text)) return true;
      if (/^(false|0|no|off)$/i.test(text)) return false;
      throw new Error(`${name} must be true or false${shown(spec, text)}`);
    case 'enum':
      return parseEnum(name, spec, text);
    case 'url':
      if (!URL.canParse(text)) throw new Error(`${name} must be a URL${shown(spec, text)}`);
      return text;
    case 'list':
      return text.split(',').flatMap((part) => part.trim() || []);
    default:
      return text;
  }
}

function parseNumber(name: string, spec: SettingSpec, text: string): number {
  const value = Number(text);
  const { min = -Infinity, max = Infinity } = spec;
  const whole = spec.type === 'integer';
  if (text.trim() === '' || !Number.isFinite(value) || (whole && !Number.isSafeInteger(value))) {
    throw new Error(`${name} must be ${whole ? 'an integer' : 'a number'}${shown(spec, text)}`);
  }
  if (value < min) throw new Error(`${name} must be at least ${min}${shown(spec, text)}`);
  if (value > max) throw new Error(`${name} must be at most ${max}${shown(spec, text)}`);
  return value;
}

function parseEnum(name: string, spec: SettingSpec, text: string): string {
  const options = spec.oneOf ?? [];
  const match = options.find((option) => option.toLowerCase() === text.toLowerCase());
  if (match !== undefined) return match;
  const near = nearest(text, options);
  throw new Error(
    `${name} must be one of ${options.join(', ')}${shown(spec, text)}${near ? `; did you mean ${near}?` : ''}`,
  );
}

function shown(spec: SettingSpec, text: string): string {
  return spec.secret ? '' : `, not "${text}"`;
}

/** Kubernetes sets such variables for every Service of the namespace, whatever its name. */
const SERVICE_LINK = /_(SERVICE_HOST|SERVICE_PORT\w*|PORT|PORT_\d+_(TCP|UDP)\w*)$/;

function unknownNames(specs: SettingsGroup, source: Source, rejectAll: boolean): string[] {
  const known = Object.entries(specs).flatMap(([name, { alias = [], secret }]) =>
    [name, ...alias].flatMap((one) => (secret ? [one, `${one}_FILE`] : [one])),
  );
  const firstWords = new Set(Object.keys(specs).map((name) => name.split('_')[0]));
  return Object.keys(source)
    .filter((name) => !known.includes(name) && !SERVICE_LINK.test(name))
    .filter((name) => rejectAll || (name.includes('_') && firstWords.has(name.split('_')[0])))
    .map((name) => {
      const near = nearest(name, known);
      return `${name} is not a known setting${near ? `; did you mean ${near}?` : ''}`;
    });
}
