import { ERROR_CODES } from '@sluice/contracts';

const KINDS = {
  transient: 'Transient: may work later; it is tried again, and HTTP answers with Retry-After',
  record: 'Record: this record or request never will work; it alone is dead-lettered or refused',
  unclassified:
    'Unclassified: tried for a while, then the record at fault is looked for; HTTP answers with Retry-After',
  fatal: 'Fatal: the process must not go on; it logs once and exits with a code other than 0',
} as const;

/** The closed table of error codes as Markdown, by kind. */
export function renderErrors(): string {
  const sections = Object.entries(KINDS).map(([kind, title]) => {
    const rows = Object.entries(ERROR_CODES)
      .filter(([, entry]) => entry.kind === kind)
      .map(([code, { status, help }]) => `| \`${code}\` | ${status} | ${help} |`);
    return [`## ${title}`, '', '| code | HTTP status | meaning |', '|---|---|---|', ...rows].join('\n');
  });
  return sections.join('\n\n');
}
