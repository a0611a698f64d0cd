import type { ComponentChildren, JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { Page } from '../api/answers.js';
import { dropOldest } from '../drop-oldest.js';
import { formatCount } from '../format/number.js';
import { formatRoute, type Route } from '../route/route.js';
import { changed, go } from '../route/use-route.js';
import { First, Left, Right } from '../ui/icons.js';
import { useKeys } from '../ui/use-keys.js';
import { Places } from './places.js';

interface PageButtonsProps {
  readonly route: Route;
  /** Undefined while the page that is asked for has not come. */
  readonly page: Page['page'] | undefined;
  /** Records on this page. */
  readonly shown: number;
  readonly children: ComponentChildren;
}

const kept = new Map<string, Places>();

/** The pages before and after; every page has an address. */
export function PageButtons({ route, page, shown, children }: PageButtonsProps): JSX.Element {
  const { cursor } = route.options;
  // Cursors belong to a selection and a sort.
  const places = placesOf(
    formatRoute(changed(route, { options: { cursor: undefined, record: undefined, fields: undefined } })),
  );
  if (page) places.saw(cursor, page, shown);
  const to = (target: string | undefined): void =>
    go(changed(route, { options: { cursor: target, record: undefined } }));
  const [previous, next] = [page?.previous ?? undefined, page?.next ?? undefined];
  useKeys(
    useMemo(
      () => ({ n: () => next === undefined || to(next), p: () => previous === undefined || to(previous) }),
      [route, page],
    ),
  );
  const range = useRef('');
  if (page) range.current = rangeText(places.of(cursor), shown);
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
        disabled={cursor === undefined}
        onClick={() => to(undefined)}
      >
        <First />
      </button>
      <button
        type="button"
        class="button square"
        aria-label="Previous page"
        disabled={previous === undefined}
        onClick={() => to(previous)}
      >
        <Left />
      </button>
      <button
        type="button"
        class="button square"
        aria-label="Next page"
        disabled={next === undefined}
        onClick={() => to(next)}
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

function placesOf(key: string): Places {
  const known = kept.get(key);
  if (known) return known;
  const places = new Places();
  kept.set(key, places);
  dropOldest(kept, 20);
  return places;
}
