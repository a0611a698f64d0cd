import { SluiceError } from '@sluice/contracts';
import type { FilterNode } from '@sluice/storage';

interface Common {
  readonly help: string;
  /** A value that would do, for messages and the documentation. */
  readonly example: string;
}

/**
 * One parameter of a route, the same in a URL and in a JSON body: a text, what another reply gave, a whole number, a
 * word of several, true or false, a list of texts, a list of field names, or a sort.
 */
export type ParameterSpec = Common &
  (
    | { readonly type: 'text' | 'cursor' }
    | { readonly type: 'integer'; readonly min: number; readonly max: number; readonly default?: number }
    | { readonly type: 'choice'; readonly oneOf: readonly string[]; readonly default?: string }
    | { readonly type: 'flag'; readonly default: boolean }
    | { readonly type: 'texts' | 'names' | 'sort' }
  );

export type ParameterTable = Readonly<Record<string, ParameterSpec>>;

type Value<S extends ParameterSpec> = S extends { readonly oneOf: readonly (infer O)[] }
  ? O
  : S['type'] extends 'integer'
    ? number
    : S['type'] extends 'flag'
      ? boolean
      : S['type'] extends 'texts' | 'names'
        ? readonly string[]
        : string;

/** The values of a table; without a default a parameter may be undefined. */
export type ParameterValues<T extends ParameterTable> = {
  readonly [K in keyof T]: T[K] extends { readonly default: unknown } ? Value<T[K]> : Value<T[K]> | undefined;
};

/** What a request says beside its path. */
export interface Asked<T extends ParameterTable> {
  readonly values: ParameterValues<T>;
  /** All must hold. */
  readonly filters: readonly FilterNode[];
}

/** Declares a table, keeping the literal types that {@link ParameterValues} needs. */
export function parameters<const T extends ParameterTable>(table: T): T {
  return table;
}

/** Takes a value of each parameter from `find`, which answers undefined where there is none. */
export function valuesOf<T extends ParameterTable>(
  table: T,
  find: (name: string, spec: ParameterSpec) => unknown,
): ParameterValues<T> {
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(table)) {
    values[name] = find(name, spec) ?? ('default' in spec ? spec.default : undefined);
  }
  return values as ParameterValues<T>; // find answers what the specification says
}

/** A whole number within the bounds of a parameter. */
export function integerOf(name: string, spec: ParameterSpec & { type: 'integer' }, value: number): number {
  const { min, max } = spec;
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalid(name, `a whole number from ${min} to ${max}`, spec.example);
}

export function choiceOf(name: string, spec: ParameterSpec & { type: 'choice' }, value: unknown): string {
  const found = spec.oneOf.find((word) => word === value);
  if (found !== undefined) return found;
  throw invalid(name, `one of ${spec.oneOf.join(', ')}`, spec.example);
}

/** REQUEST_INVALID that names the parameter, what is expected and a value that would do. */
export function invalid(parameter: string, expected: string, example: string): SluiceError {
  return new SluiceError('REQUEST_INVALID', `reading parameter ${parameter}: ${expected} is expected`, {
    context: { parameter, expected, example },
  });
}
