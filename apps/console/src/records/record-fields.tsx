import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Dataset, Field, StoredRecord } from '../api/answers.js';
import { type Json, writeJson } from '../api/json.js';
import type { Filter } from '../filter/filters.js';
import { quoteValue } from '../filter/quote-value.js';
import type { Route } from '../route/route.js';
import { changed, FROM_THE_START, go } from '../route/use-route.js';
import { Funnel } from '../ui/icons.js';
import { ValueText } from './value-text.js';

interface RecordFieldsProps {
  readonly dataset: Dataset;
  readonly route: Route;
  readonly record: StoredRecord;
}

const MANY = 20;

/** Every field of a record with its value; each value can become a filter. */
export function RecordFields({ dataset, route, record }: RecordFieldsProps): JSX.Element {
  const [text, setText] = useState('');
  const known = new Map(dataset.fields.map((field) => [field.name, field]));
  const all = flat(record);
  const found = all.filter(([name]) => name.toLowerCase().includes(text.trim().toLowerCase()));
  const filterBy = (filter: Filter): void =>
    go(changed(route, { filters: [...route.filters, filter], options: FROM_THE_START }));
  return (
    <div class="record-fields">
      {all.length > MANY && (
        <input
          class="input"
          type="search"
          aria-label="Find a field"
          placeholder={`Find one of ${all.length} fields`}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      )}
      <dl>
        {found.map(([name, value]) => (
          <div key={name} class="record-field">
            <dt>{name}</dt>
            <dd>
              <Value value={value} field={known.get(name)} />
              {isPlain(value) && (
                <button
                  type="button"
                  class="button plain square small"
                  aria-label={`Only records with this ${name}`}
                  title="Only records with this value"
                  onClick={() => filterBy({ field: name, op: 'eq', value: quoteValue(value) })}
                >
                  <Funnel />
                </button>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Fields in order, objects replaced by what is in them wherever that has a name to ask for. */
function flat(record: StoredRecord, outer = ''): [name: string, value: Json][] {
  return Object.entries(record).flatMap(([key, value]) => {
    const name = `${outer}${key}`;
    const isObject = value !== null && typeof value === 'object' && !Array.isArray(value);
    const isOpen =
      isObject && Object.keys(value).length > 0 && Object.keys(value).every((inner) => !/^$|[.$]/.test(inner));
    return isOpen ? flat(value, `${name}.`) : [[name, value]];
  });
}

function Value({ value, field }: { readonly value: Json; readonly field: Field | undefined }): JSX.Element {
  if (value !== null && typeof value === 'object') return <pre class="nested">{writeJson(value, 2)}</pre>;
  // In full: here is the place to read a long text.
  if (typeof value === 'string' && field?.format === undefined && value !== '')
    return <span class="value-text">{value}</span>;
  return <ValueText value={value} field={field} />;
}

function isPlain(value: Json): value is null | boolean | number | bigint | string {
  return value === null || typeof value !== 'object';
}
