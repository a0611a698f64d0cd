import type { ComponentChildren, JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { Page } from '../api/answers.js';
import { formatCount } from '../format/number.js';
import { formatRoute, type Route } from '../route/route.js';
import { changed, currentRoute, go } from '../route/use-route.js';
import { First, Left, Right } from '../ui/icons.js';
import { useKeys } from '../ui/use-keys.js';
import { Trail } from './trail.js';
import { findStep, type ReadIds } from './way-back.js';

interface PageButtonsProps {
  readonly route: Route;
  /** Undefined while the page that is asked for has not come. */
  readonly page: Page['page'] | undefined;
  /** Ids of the records of this page. */
  readonly ids: readonly string[];
  readonly readIds: ReadIds;
  readonly children: ComponentChildren;
}

const trails = new Map<string, Trail>();

/** The pages before and after; every page has an address. */
export function PageButtons({ route, page, ids, readIds, children }: PageButtonsProps): JSX.Element {
  const { cursor } = route.options;
  // Cursors belong to a selection and a sort.
  const trail = trailOf(
    formatRoute(changed(route, { options: { cursor: undefined, record: undefined, fields: undefined } })),
  );
  const next = page?.hasMore ? (page.next ?? undefined) : undefined;
  if (next !== undefined) trail.follow(cursor, next, ids.length);
  const step = trail.stepTo(cursor);
  const to = (target: string | undefined): void =>
    go(changed(route, { options: { cursor: target, record: undefined } }));
  const isFirst = cursor === undefined;
  const forward = (): void => {
    if (next !== undefined) to(next);
  };
  const [search, setSearch] = useState<{ readonly cursor: string; readonly hasFailed: boolean }>();
  const isLost = search?.cursor === cursor && search?.hasFailed === true;
  const isSearching = search?.cursor === cursor && search?.hasFailed === false;
  const back = (): void => {
    const [first] = ids;
    if (cursor === undefined) return;
    if (step) to(step.before);
    else if (page && first !== undefined && !isSearching && !isLost) {
      setSearch({ cursor, hasFailed: false });
      void findStep(readIds, first, page.limit)
        .catch(() => undefined)
        .then((found) => {
          setSearch({ cursor, hasFailed: found === undefined });
          if (found === undefined) return;
          trail.keep(cursor, found);
          // Somebody may have gone elsewhere meanwhile.
          if (formatRoute(currentRoute()) === formatRoute(route)) to(found.before);
        });
    }
  };
  useKeys(useMemo(() => ({ n: forward, p: back }), [route, next, page, search]));
  const range = useRef('');
  if (page) range.current = rangeText(step?.start, ids.length);
  return (
    <nav class="pages" aria-label="Pages">
      {children}
      <span class="grow" />
      <span class="muted" role="status">
        {range.current}
      </span>
      <button
        type="button"
        class="button square"
        aria-label="First page"
        disabled={isFirst}
        onClick={() => to(undefined)}
      >
        <First />
      </button>
      <button
        type="button"
        class="button square"
        aria-label="Previous page"
        title={isLost ? 'The first page is too far away to look for this one' : undefined}
        aria-busy={isSearching}
        disabled={isFirst || isLost}
        onClick={back}
      >
        <Left />
      </button>
      <button
        type="button"
        class="button square"
        aria-label="Next page"
        disabled={next === undefined}
        onClick={forward}
      >
        <Right />
      </button>
    </nav>
  );
}

/** @param start records before; undefined where that is not known */
function rangeText(start: number | undefined, shown: number): string {
  if (shown === 0) return '';
  if (start === undefined) return `${formatCount(shown)} further records`;
  return `${formatCount(start + 1)} – ${formatCount(start + shown)}`;
}

function trailOf(key: string): Trail {
  const known = trails.get(key);
  if (known) return known;
  const trail = new Trail();
  trails.set(key, trail);
  for (const oldest of trails.keys()) if (trails.size > 20) trails.delete(oldest);
  return trail;
}
