import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Dataset, Field } from '../api/answers.js';
import { apiPath, credential, type Parameters } from '../api/client.js';
import { toProblem } from '../api/problem.js';
import { joinNames } from '../format/names.js';
import { CopyButton } from '../ui/copy-button.js';
import { Disclosure } from '../ui/disclosure.js';
import { Download } from '../ui/icons.js';
import { saveReply } from './save-reply.js';

const FORMATS: readonly [format: string, title: string, use: string][] = [
  ['csv', 'CSV', 'spreadsheets'],
  ['ndjson', 'NDJSON', 'a record a line'],
  ['parquet', 'Parquet', 'pandas, DuckDB'],
  ['arrow', 'Arrow', 'notebooks'],
];

interface ExportMenuProps {
  readonly dataset: Dataset;
  readonly selection: Parameters;
  readonly sort: string;
  readonly columns: readonly Field[];
}

/** The records that hold to the filters, as a file. */
export function ExportMenu({ dataset, selection, sort, columns }: ExportMenuProps): JSX.Element {
  const [isShownOnly, setShownOnly] = useState(false);
  const [state, setState] = useState<string>();
  const path = (format: string): string =>
    apiPath(dataset.name, 'export', [
      ['format', format],
      ...selection,
      ...(isShownOnly ? [['fields', joinNames(columns.map(({ name }) => name))] as const] : []),
      ['sort', sort],
    ]);
  const save = async (format: string): Promise<void> => {
    setState('Saving…');
    try {
      await saveReply(path(format), `${dataset.name}.${format}`, (bytes) =>
        setState(`${(bytes / 1e6).toFixed(1)} MB…`),
      );
      setState('Saved');
    } catch (error) {
      setState(toProblem(error).message);
    }
  };
  return (
    <Disclosure
      name="Export"
      side="right"
      label={
        <>
          <Download />
          <span class="wide-only">Export</span>
        </>
      }
    >
      {() => (
        <div class="stack">
          <ul class="choices">
            {FORMATS.map(([format, title, use]) => (
              <li key={format}>
                <a
                  href={path(format)}
                  download
                  onClick={(event) => {
                    // A link sends no key.
                    if (credential.get() === undefined) return;
                    event.preventDefault();
                    void save(format);
                  }}
                >
                  <strong>{title}</strong>
                  <span class="muted">{use}</span>
                </a>
              </li>
            ))}
          </ul>
          <label class="check">
            <input type="checkbox" checked={isShownOnly} onChange={() => setShownOnly(!isShownOnly)} />
            only the {columns.length} columns shown
          </label>
          <CopyButton label="Copy as curl" text={() => curlOf(path('csv'), dataset.name)} />
          {state !== undefined && (
            <p class="muted" role="status">
              {state}
            </p>
          )}
        </div>
      )}
    </Disclosure>
  );
}

/** The key itself stays here: what is copied gets into histories. */
function curlOf(path: string, name: string): string {
  const key = credential.get() === undefined ? '' : ' -H "Authorization: Bearer $SLUICE_KEY"';
  const url = `${location.origin}${path}`.replaceAll("'", '%27');
  return `curl${key} -o '${name.replaceAll(/[^\w.-]/g, '_')}.csv' '${url}'`;
}
