import type { JSX } from 'preact';
import type { Problem } from '../api/problem.js';

interface FaultLineProps {
  readonly fault: NonNullable<Problem['fault']>;
  /** Puts another field into the filter. */
  readonly onMend: ((field: string) => void) | undefined;
}

const FIELD_EXPECTED = 'a field of the dataset';

/** What the API refused of the filters, and what would do. */
export function FaultLine({ fault, onMend }: FaultLineProps): JSX.Element {
  const { parameter, expected, example } = fault;
  const isField = expected === FIELD_EXPECTED;
  return (
    <p class="fault" role="alert">
      <code>{parameter}</code> {isField ? 'names no field of this dataset.' : `takes ${expected}.`}{' '}
      {example !== undefined && isField && onMend && (
        <button type="button" class="button" onClick={() => onMend(example)}>
          Use {example}
        </button>
      )}
      {example !== undefined && !isField && (
        <>
          For example <code>{example}</code>
        </>
      )}
    </p>
  );
}
