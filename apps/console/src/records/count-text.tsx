import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Count, Dataset } from '../api/answers.js';
import { apiPath, type Parameters } from '../api/client.js';
import { useAnswer } from '../api/use-answer.js';
import { formatCount } from '../format/number.js';

interface CountTextProps {
  readonly dataset: Dataset;
  readonly selection: Parameters;
  /** Said behind the count. */
  readonly order: string | undefined;
}

/** How many records there are: estimated where counting would take long, exact when asked for. */
export function CountText({ dataset, selection, order }: CountTextProps): JSX.Element {
  const [exactPath, setExactPath] = useState<string>();
  const path = (mode: string): string => apiPath(dataset.name, 'count', [...selection, ['mode', mode]]);
  const rough = path('estimated');
  const isExact = exactPath === rough;
  const { data, isLoading, problem } = useAnswer<Count>(isExact ? path('exact') : rough, dataset.name);
  useEffect(() => setExactPath(undefined), [dataset.name]);
  const isFiltered = selection.length > 0;
  // Without filters the estimate is what the collection says of itself; of that nobody needs to hear more.
  const isRough = data !== undefined && !data.isExact && isFiltered;
  return (
    <p class="count" role="status" aria-busy={isLoading}>
      {data === undefined || problem ? (
        !problem && <span class="skeleton" style={{ width: '9ch' }} />
      ) : (
        <>
          <strong>
            {isRough && '≈ '}
            {formatCount(data.count)}
          </strong>{' '}
          {isFiltered ? `of ${formatCount(Math.max(dataset.count, data.count))} records` : 'records'}
          {order !== undefined && <span class="muted wide-only">{order}</span>}
          {isRough && data.margin !== undefined && <span class="muted"> ± {formatCount(data.margin)}</span>}
        </>
      )}
      {isRough && !isExact && (
        <button type="button" class="button plain" onClick={() => setExactPath(rough)}>
          Count
        </button>
      )}
    </p>
  );
}
