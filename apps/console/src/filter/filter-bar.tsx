import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Dataset } from '../api/answers.js';
import { usePreferences } from '../preferences.js';
import type { Route } from '../route/route.js';
import { changed, FROM_THE_START, go } from '../route/use-route.js';
import { Close } from '../ui/icons.js';
import { useKeys } from '../ui/use-keys.js';
import { FaultLine } from './fault-line.js';
import { useFault } from './faults.js';
import { FilterForm } from './filter-form.js';
import { type Filter, parameterOf, sameFilter } from './filters.js';
import { describeFilter } from './operators.js';
import { TimeRangeMenu } from './time-range.js';

/** The filters of all views of a dataset: a form for one more, and those there are. */
export function FilterBar({ dataset, route }: { readonly dataset: Dataset; readonly route: Route }): JSX.Element {
  const { zone } = usePreferences();
  const fault = useFault()?.fault;
  const [edited, setEdited] = useState<Filter>();
  const bar = useRef<HTMLDivElement>(null);
  const focus = (): void => bar.current?.querySelector('input')?.focus();
  useKeys(useMemo(() => ({ '/': focus }), []));
  useEffect(() => {
    if (edited) bar.current?.querySelector<HTMLInputElement>('.filter-value')?.focus();
  }, [edited]);

  const { filters } = route;
  const show = (next: readonly Filter[]): void => go(changed(route, { filters: next, options: FROM_THE_START }));
  const take = (filter: Filter): void => {
    const others = filters.filter((one) => one !== edited && !sameFilter(one, filter));
    setEdited(undefined);
    show([...others, filter]);
  };
  const wrong = filters.find((filter) => parameterOf(filter) === fault?.parameter);
  const mend = (example: string): void => {
    if (wrong) show(filters.map((one) => (one === wrong ? { ...one, field: example } : one)));
  };
  return (
    <section class="filters" aria-label="Filters" ref={bar}>
      <FilterForm
        key={edited ? parameterOf(edited) + edited.value : ''}
        dataset={dataset}
        edited={edited}
        onTake={take}
      />
      <TimeRangeMenu dataset={dataset} route={route} />
      {filters.length > 0 && (
        <ul class="chips" aria-label="Filters that hold">
          {filters.map((filter) => (
            <li key={`${parameterOf(filter)}=${filter.value}`} class={`chip ${filter === wrong ? 'wrong' : ''}`}>
              <button type="button" class="chip-text" title="Change" onClick={() => setEdited(filter)}>
                {describeFilter(
                  filter,
                  dataset.fields.find(({ name }) => name === filter.field),
                  zone,
                )}
              </button>
              <button
                type="button"
                class="chip-close"
                aria-label={`Remove the filter on ${filter.field}`}
                onClick={() => {
                  show(filters.filter((one) => one !== filter));
                  focus();
                }}
              >
                <Close />
              </button>
            </li>
          ))}
          {filters.length > 1 && (
            <li>
              <button type="button" class="button plain" onClick={() => show([])}>
                Clear all
              </button>
            </li>
          )}
        </ul>
      )}
      {fault && <FaultLine fault={fault} onMend={wrong ? mend : undefined} />}
    </section>
  );
}
