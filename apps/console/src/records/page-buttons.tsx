import type { ComponentChildren, JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { Page } from '../api/answers.js';
import { formatCount } from '../format/number.js';
import { formatRoute, type Route } from '../route/route.js';
import { changed, go } from '../route/use-route.js';
import { First, Left, Right } from '../ui/icons.js';
import { useKeys } from '../ui/use-keys.js';
import { Trail } from './trail.js';

interface PageButtonsProps {
  readonly route: Route;
  /** Undefined while the page that is asked for has not come. */
  readonly page: Page['page'] | undefined;
  /** Records of this page. */
  readonly shown: number;
  readonly children: ComponentChildren;
}

const trails = new Map<string, Trail>();

/** The pages before and after; every page has an address. */
export function PageButtons({ route, page, shown, children }: PageButtonsProps): JSX.Element {
  const { cursor } = route.options;
  // Cursors belong to a selection and a sort.
  const trail = trailOf(
    formatRoute(changed(route, { options: { cursor: undefined, record: undefined, fields: undefined } })),
  );
  const next = page?.hasMore ? (page.next ?? undefined) : undefined;
  if (next !== undefined) trail.follow(cursor, next);
  const step = trail.stepTo(cursor);
  const to = (target: string | undefined): void =>
    go(changed(route, { options: { cursor: target, record: undefined } }));
  const isFirst = cursor === undefined;
  const forward = (): void => {
    if (next !== undefined) to(next);
  };
  const back = (): void => {
    if (!isFirst && step) to(step.before);
  };
  useKeys(useMemo(() => ({ n: forward, p: back }), [route, next]));
  const range = useRef('');
  if (page) range.current = rangeText(step && step.index * page.limit, shown);
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
      <button type="button" class="button square" aria-label="Previous page" disabled={isFirst || !step} onClick={back}>
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
