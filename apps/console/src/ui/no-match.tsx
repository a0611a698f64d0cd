import type { JSX } from 'preact';
import type { Route } from '../route/route.js';
import { changed, FROM_THE_START, go } from '../route/use-route.js';
import { Empty } from './notice.js';

const EVERYTHING = { from: undefined, to: undefined, timeField: undefined, ...FROM_THE_START } as const;

/** Where no record holds to the filters and the time range, and the way out. */
export function NoMatch({ route }: { readonly route: Route }): JSX.Element {
  const { filters, options } = route;
  const isNarrowed = filters.length > 0 || options.from !== undefined || options.to !== undefined;
  if (!isNarrowed) return <Empty title="No records here" />;
  return (
    <Empty title="No record holds to these filters">
      <button type="button" class="button" onClick={() => go(changed(route, { filters: [], options: EVERYTHING }))}>
        Show all records
      </button>
    </Empty>
  );
}
