import type { JSX } from 'preact';
import { Left, Minus, Plus, Refresh, Right } from '../ui/icons.js';

interface ZoomButtonsProps {
  readonly isZoomed: boolean;
  /** With the key that does the same. */
  readonly onZoom: (key: string) => void;
  /** Undefined where there is nothing to read again. */
  readonly onReload: (() => void) | undefined;
}

const BUTTONS = [
  ['Earlier', 'ArrowLeft', Left],
  ['Zoom out', '-', Minus],
  ['Zoom in', '+', Plus],
  ['Later', 'ArrowRight', Right],
] as const;

/** What the keys of a chart do, for pointers. */
export function ZoomButtons({ isZoomed, onZoom, onReload }: ZoomButtonsProps): JSX.Element {
  return (
    <div class="row" role="group" aria-label="Zoom and refresh">
      {BUTTONS.map(([label, key, Sign]) => (
        <button
          key={key}
          type="button"
          class="button square"
          aria-label={label}
          title={label}
          onClick={() => onZoom(key)}
        >
          <Sign />
        </button>
      ))}
      <button type="button" class="button" disabled={!isZoomed} onClick={() => onZoom('0')}>
        All
      </button>
      {onReload && (
        <button type="button" class="button square" aria-label="Read again" title="Read again" onClick={onReload}>
          <Refresh />
        </button>
      )}
    </div>
  );
}
