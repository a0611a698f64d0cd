/** One setting: its type, bounds and the sentence of the reference page. */
export interface SettingSpec {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'enum' | 'url' | 'list';
  readonly help: string;
  readonly default?: string | number | boolean | readonly string[];
  readonly required?: true;
  /** Other names under which the value is found; the first name wins. */
  readonly alias?: readonly string[];
  /** Never printed; may come from the file that `<NAME>_FILE` names. */
  readonly secret?: true;
  readonly example?: string;
  readonly oneOf?: readonly string[];
  readonly min?: number;
  readonly max?: number;
}

export type SettingsGroup = Readonly<Record<string, SettingSpec>>;

type Base<S extends SettingSpec> = S extends { oneOf: readonly (infer O)[] }
  ? O
  : S['type'] extends 'integer' | 'number'
    ? number
    : S['type'] extends 'boolean'
      ? boolean
      : S['type'] extends 'list'
        ? readonly string[]
        : string;

type Value<S extends SettingSpec> = S extends { required: true } | { default: NonNullable<SettingSpec['default']> }
  ? Base<S>
  : Base<S> | undefined;

/** The values of a group, typed by its specification: optional settings without a default may be undefined. */
export type SettingsValues<G extends SettingsGroup> = { readonly [K in keyof G]: Value<G[K]> };

type Merge<Groups extends readonly SettingsGroup[]> = Groups extends readonly [
  infer First extends SettingsGroup,
  ...infer Rest extends readonly SettingsGroup[],
]
  ? SettingsValues<First> & Merge<Rest>
  : unknown;

/** Values of several groups together. */
export type AllSettings<Groups extends readonly SettingsGroup[]> = Merge<Groups>;

/** Declares a group of settings, keeping the literal types that {@link SettingsValues} needs. */
export function settings<const G extends SettingsGroup>(group: G): G {
  return group;
}
