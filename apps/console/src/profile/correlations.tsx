import type { JSX } from 'preact';
import type { Dataset, Field, Profile } from '../api/answers.js';
import { apiPath } from '../api/client.js';
import { useAnswer } from '../api/use-answer.js';
import { selectionOf } from '../filter/selection.js';
import { joinNames } from '../format/names.js';
import { formatRoute, type Route } from '../route/route.js';
import { changed } from '../route/use-route.js';
import { Notice } from '../ui/notice.js';

const MOST = 20;
/** Shades on each side of none. */
const SHADES = 5;

interface CorrelationsProps {
  readonly dataset: Dataset;
  readonly route: Route;
  readonly fields: readonly Field[];
}

/** How fields of numbers go together (Pearson). A cell leads to the chart of both. */
export function Correlations({ dataset, route, fields }: CorrelationsProps): JSX.Element {
  const names = fields.slice(0, MOST).map(({ name }) => name);
  const path = apiPath(dataset.name, 'profile', [
    ...selectionOf(route),
    ['fields', joinNames(names)],
    ['correlations', 'true'],
  ]);
  const { data, problem, reload } = useAnswer<Profile>(path, dataset.name);
  const { fields: known = [], matrix = [] } = data?.correlations ?? {};
  const chartOf = (a: string, b: string): string =>
    formatRoute(changed(route, { view: 'chart', options: { y: joinNames(a === b ? [a] : [a, b]) } }));
  return (
    <section class="card correlations" aria-label="Correlations">
      <header>
        <h2>Correlations</h2>
        {fields.length > MOST && (
          <span class="muted">
            of the first {MOST} of {fields.length} fields of numbers; find others by name
          </span>
        )}
      </header>
      {problem && <Notice problem={problem} onRetry={reload} />}
      {!data && !problem && <div class="skeleton histogram-place" />}
      {data && (
        <div class="table-place" role="region" aria-label="Table of correlations" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">
                  <span class="hidden-label">field</span>
                </th>
                {known.map((name) => (
                  <th key={name} scope="col" class="number">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {known.map((row, i) => (
                <tr key={row}>
                  <th scope="row">{row}</th>
                  {known.map((column, j) => {
                    const value = matrix[i]?.[j] ?? null;
                    return (
                      <td key={column} class={shadeOf(value)}>
                        {value === null ? (
                          <span class="muted">–</span>
                        ) : (
                          <a href={chartOf(row, column)} title={`Chart of ${row} and ${column}`}>
                            {value.toFixed(2).replace('-0.00', '0.00')}
                          </a>
                        )}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function shadeOf(value: number | null): string {
  const shade = Math.round(Math.abs(value ?? 0) * SHADES);
  return shade === 0 ? '' : `${(value ?? 0) < 0 ? 'against' : 'with'}-${shade}`;
}
