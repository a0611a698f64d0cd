import type { SettingsGroup, SettingSpec } from './settings.js';

/** Values as they may be logged: secrets, and passwords within URLs, are masked. */
export function describeSettings(groups: readonly SettingsGroup[], values: object): Record<string, unknown> {
  const specs = Object.assign({}, ...groups) as SettingsGroup;
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, specs[name]?.secret ? '***' : maskUrlPassword(value)]),
  );
}

/** Replaces the password of any `scheme://user:password@` in a text. */
export function maskUrlPassword(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/(\w:\/\/[^:/@\s]*:)[^@\s]+@/g, '$1***@') : value;
}

/** The groups as Markdown tables, one a group, for the reference page. */
export function renderSettingsReference(groups: Readonly<Record<string, SettingsGroup>>): string {
  return Object.entries(groups)
    .map(([title, group]) => `## ${title}\n\n${renderGroup(group)}`)
    .join('\n\n');
}

function renderGroup(group: SettingsGroup): string {
  const rows = Object.entries(group).map(([name, spec]) => {
    const also = spec.alias ? `<br>also ${spec.alias.map((alias) => `\`${alias}\``).join(', ')}` : '';
    return `| \`${name}\`${also} | ${typeOf(spec)} | ${defaultOf(spec)} | ${helpOf(spec)} |`;
  });
  return ['| name | type | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

function typeOf(spec: SettingSpec): string {
  if (spec.oneOf) return spec.oneOf.map((option) => `\`${option}\``).join('<br>');
  const bounds = [spec.min === undefined ? '' : `≥ ${spec.min}`, spec.max === undefined ? '' : `≤ ${spec.max}`];
  return [spec.type, ...bounds.filter(Boolean)].join(', ');
}

function defaultOf(spec: SettingSpec): string {
  if (spec.required) return 'required';
  return spec.default === undefined ? '' : `\`${String(spec.default)}\``;
}

function helpOf(spec: SettingSpec): string {
  const example = spec.example ? ` Example: \`${spec.example}\`.` : '';
  const secret = spec.secret ? ' Secret; may come from the file that `<name>_FILE` names.' : '';
  return `${spec.help}${example}${secret}`.replaceAll('|', '\\|');
}
