import type { JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Field } from '../api/answers.js';
import { matchingFields, typeLabel } from './matching-fields.js';

interface FieldPickerProps {
  readonly fields: readonly Field[];
  readonly label: string;
  readonly placeholder: string;
  readonly onPick: (name: string) => void;
  /** Text in the box; the box empties itself after a choice where there is none. */
  readonly value?: string;
  /** Places within objects, such as `position.x`, may be typed. */
  readonly hasPlaces?: boolean;
  readonly id?: string;
}

/** Finds one field of up to thousands by what is typed (a combobox by the ARIA authoring practices). */
export function FieldPicker(props: FieldPickerProps): JSX.Element {
  const { fields, label, placeholder, onPick, value, hasPlaces = false, id } = props;
  const [text, setText] = useState(value ?? '');
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const listId = useId();
  useEffect(() => setText(value ?? ''), [value]);
  const found = isOpen ? matchingFields(fields, text === value ? '' : text, hasPlaces) : [];
  const active = Math.min(at, found.length - 1);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView?.({ block: 'nearest' });
  }, [active]);

  const pick = (name: string): void => {
    setText(value === undefined ? '' : name);
    setOpen(false);
    onPick(name);
  };
  const press = (event: KeyboardEvent): void => {
    const field = found[active];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setAt(isOpen && found.length > 0 ? (active + step + found.length) % found.length : 0);
    } else if (event.key === 'Enter' && isOpen && field) pick(field.name);
    else if (event.key === 'Escape' && isOpen) setOpen(false);
    else if (event.key === 'Escape' && value === '' && event.target instanceof HTMLElement) event.target.blur();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="picker">
      <input
        id={id}
        class="input"
        type="text"
        role="combobox"
        aria-label={label}
        aria-expanded={isOpen && found.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && found.length > 0 ? `${listId}-${active}` : undefined}
        placeholder={placeholder}
        autocomplete="off"
        spellcheck={false}
        value={text}
        onFocus={(event) => {
          setAt(0);
          event.currentTarget.select();
        }}
        onClick={() => setOpen(true)}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setOpen(true);
          setAt(0);
        }}
        onKeyDown={press}
        onBlur={() => {
          setOpen(false);
          setText(value ?? '');
        }}
      />
      <ul
        class="options"
        role="listbox"
        id={listId}
        ref={list}
        aria-label={label}
        hidden={!isOpen || found.length === 0}
      >
        {found.map((field, i) => (
          <li
            key={field.name}
            id={`${listId}-${i}`}
            role="option"
            aria-selected={i === active}
            onPointerDown={(event) => {
              // The box keeps the focus.
              event.preventDefault();
              pick(field.name);
            }}
          >
            <span class="grow">{field.name}</span>
            <span class="type">{typeLabel(field)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
