import type { JSX } from 'preact';
import type { Field } from '../api/answers.js';
import type { Json } from '../api/json.js';
import { showValue } from '../format/value.js';
import { usePreferences } from '../preferences.js';

interface ValueTextProps {
  readonly value: Json | undefined;
  readonly field: Field | undefined;
}

/** A value, told apart from null and from nothing. */
export function ValueText({ value, field }: ValueTextProps): JSX.Element {
  const { zone } = usePreferences();
  const { text, kind } = showValue(value, field, zone);
  if (kind === 'missing') {
    return (
      <span class="value-missing" title="no such field in this record">
        {text}
      </span>
    );
  }
  return <span class={`value-${kind}`}>{text === '' ? '""' : text}</span>;
}
