import type { JSX } from 'preact';
import type { FieldProfile } from '../api/answers.js';
import { type Json, writeJson } from '../api/json.js';
import { formatCount, formatShare } from '../format/number.js';

type Plain = null | boolean | number | bigint | string;

interface TopValuesProps {
  readonly top: FieldProfile['top'];
  readonly records: number;
  readonly onChoose: (value: Plain) => void;
}

/** The most frequent values, and how large a part of all they are. */
export function TopValues({ top, records, onChoose }: TopValuesProps): JSX.Element {
  const most = Math.max(1, ...top.map(({ count }) => count));
  return (
    <ol class="top-values">
      {top.slice(0, 6).map(({ value, count, isExact }) => (
        <li key={writeJson(value)}>
          <button
            type="button"
            class="top-value"
            disabled={!isPlain(value)}
            onClick={() => {
              if (isPlain(value)) onChoose(value);
            }}
          >
            <span class="top-bar" aria-hidden="true">
              <span style={{ width: `${(count / most) * 100}%` }} />
            </span>
            <span class="top-text">{typeof value === 'string' ? value || '""' : writeJson(value)}</span>
            <span class="top-count">
              {isExact ? '' : '≥ '}
              {formatCount(count)} <span class="muted">{formatShare(count, records)}</span>
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function isPlain(value: Json): value is Plain {
  return value === null || typeof value !== 'object';
}
