import type { JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Dataset, Field, Profile } from '../api/answers.js';
import { apiPath } from '../api/client.js';
import { useAnswer } from '../api/use-answer.js';
import { quoteName } from '../format/names.js';
import { usePreferences } from '../preferences.js';
import { FieldPicker } from '../ui/field-picker.js';
import type { Filter } from './filters.js';
import { choiceOf, choicesOf, editableValue, typedValue } from './operators.js';

interface FilterFormProps {
  readonly dataset: Dataset;
  /** A filter to change. */
  readonly edited: Filter | undefined;
  readonly onTake: (filter: Filter) => void;
}

/** Field, operator, value: each step shows what fits the one before. */
export function FilterForm({ dataset, edited, onTake }: FilterFormProps): JSX.Element {
  const { zone } = usePreferences();
  const [name, setName] = useState(edited?.field);
  const field = dataset.fields.find((one) => one.name === name);
  const [operator, setOperator] = useState(edited ? choiceOf(edited, field).id : undefined);
  const [text, setText] = useState(edited ? editableValue(edited, field, zone) : '');
  const form = useRef<HTMLFormElement>(null);
  const choices = choicesOf(field);
  const choice = choices.find(({ id }) => id === operator) ?? choices[0];
  useEffect(() => {
    if (name !== undefined && edited === undefined) form.current?.querySelector('select')?.focus();
  }, [name, edited]);

  const take = (): void => {
    if (name === undefined || choice === undefined) return;
    const value = choice.value ?? typedValue(text, choice, field, zone);
    if (value === '' && choice.op !== 'eq' && choice.op !== 'ne') return;
    onTake({ field: name, op: choice.op, value });
    setName(undefined);
    setOperator(undefined);
    setText('');
    form.current?.querySelector('input')?.focus();
  };
  return (
    <form
      class="filter-form"
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        take();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || name === undefined) return;
        event.preventDefault();
        setName(undefined);
        form.current?.querySelector('input')?.focus();
      }}
    >
      <FieldPicker
        fields={dataset.fields}
        label="Filter by field"
        placeholder="Filter by field…"
        value={name ?? ''}
        hasPlaces
        onPick={(picked) => {
          setName(picked);
          setOperator(undefined);
          setText('');
        }}
      />
      {name !== undefined && choice && (
        <>
          <select
            class="input"
            aria-label="Operator"
            value={choice.id}
            onChange={(event) => setOperator(event.currentTarget.value)}
          >
            {choices.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
          {choice.value === undefined && (
            <ValueInput {...{ dataset, name, field, text }} isList={choice.op.endsWith('in')} onText={setText} />
          )}
          <button type="submit" class="button primary">
            {edited ? 'Change' : 'Add'}
          </button>
        </>
      )}
    </form>
  );
}

interface ValueInputProps {
  readonly dataset: Dataset;
  readonly name: string;
  readonly field: Field | undefined;
  readonly text: string;
  readonly isList: boolean;
  readonly onText: (text: string) => void;
}

/** Values that the field often has are offered; what is typed is the API's to judge. */
function ValueInput({ dataset, name, field, text, isList, onText }: ValueInputProps): JSX.Element {
  const id = useId();
  const isText = field !== undefined && !field.format && field.types.includes('string') && !field.isAdded;
  const isFlag =
    field?.types.includes('boolean') === true && field.types.every((type) => type === 'boolean' || type === 'null');
  const path = apiPath(dataset.name, 'profile', [
    ['fields', quoteName(name)],
    ['sample', '2000'],
  ]);
  const { data } = useAnswer<Profile>(isText ? path : undefined, name);
  const frequent = (data?.data[0]?.top ?? []).flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
  const options = isFlag ? ['true', 'false'] : isList ? [] : frequent;
  return (
    <>
      <input
        class="input filter-value"
        type="text"
        aria-label="Value"
        list={options.length > 0 ? id : undefined}
        placeholder={placeholderOf(field, isList)}
        spellcheck={false}
        autocomplete="off"
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
      />
      <datalist id={id}>
        {options.map((option) => (
          <option key={option} value={option} />
        ))}
      </datalist>
    </>
  );
}

function placeholderOf(field: Field | undefined, isList: boolean): string {
  if (isList) return 'values with commas';
  if (field?.format === 'date') return '2015-02-04';
  if (field?.format === 'date-time') return '2015-02-04 17:51';
  if (field?.types.some((type) => type === 'number' || type === 'integer')) return 'a number';
  return 'a value';
}
