import type { ComponentChildren, JSX } from 'preact';
import type { Problem } from '../api/problem.js';

interface NoticeProps {
  readonly problem: Problem;
  readonly onRetry?: (() => void) | undefined;
  readonly children?: ComponentChildren;
}

const TITLES: Readonly<Record<string, string>> = {
  OFFLINE: 'No connection',
  ACCESS_DENIED: 'Not allowed',
  RECORD_UNKNOWN: 'No such record',
  DATASET_UNKNOWN: 'No such dataset',
  REQUEST_TOO_MANY: 'Too many requests',
  QUERY_TOO_LARGE: 'Too large a query',
};

const TEXTS: Readonly<Record<string, string>> = {
  DATASET_UNKNOWN: 'It may have another name by now, or no record yet.',
};

/** What went wrong, in the words of the API, and what can be done. */
export function Notice({ problem, onRetry, children }: NoticeProps): JSX.Element {
  const { code, message, fault } = problem;
  const isWrong = problem.status === 400;
  const isFinal = problem.status >= 400 && problem.status < 500 && problem.status !== 408 && problem.status !== 429;
  return (
    <div class="notice" role="alert">
      <strong>{TITLES[code] ?? (isWrong ? 'The query is not right' : 'That did not work')}</strong>
      <p>{TEXTS[code] ?? message}</p>
      {isWrong && fault?.example !== undefined && (
        <p class="muted">
          For example <code>{fault.example}</code>
        </p>
      )}
      <div class="row">
        {onRetry && !isFinal && (
          <button type="button" class="button" onClick={onRetry}>
            Try again
          </button>
        )}
        {children}
      </div>
    </div>
  );
}

/** Where there is nothing to show, and what would change that. */
export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}
