import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Chevron } from './icons.js';

interface DisclosureProps {
  readonly label: ComponentChildren;
  readonly name: string;
  readonly side?: 'left' | 'right';
  readonly isMarked?: boolean;
  readonly children: (close: () => void) => ComponentChildren;
}

/** A button that opens a panel below itself; Escape, or whatever happens elsewhere, closes it. */
export function Disclosure({ label, name, side = 'left', isMarked = false, children }: DisclosureProps): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const around = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
    if (!isOpen) return undefined;
    const leave = (event: Event): void => {
      if (event.target instanceof Node && !around.current?.contains(event.target)) setOpen(false);
    };
    addEventListener('pointerdown', leave);
    addEventListener('focusin', leave);
    return () => {
      removeEventListener('pointerdown', leave);
      removeEventListener('focusin', leave);
    };
  }, [isOpen]);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div
      class="disclosure"
      ref={around}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.stopPropagation();
        event.preventDefault();
        close();
      }}
    >
      <button
        ref={button}
        type="button"
        class={`button ${isMarked ? 'marked' : ''}`}
        aria-expanded={isOpen}
        aria-controls={id}
        aria-label={name}
        onClick={() => setOpen(!isOpen)}
      >
        {label}
        <Chevron />
      </button>
      <div id={id} class={`panel ${side}`} hidden={!isOpen} role="group" aria-label={name}>
        {isOpen && children(close)}
      </div>
    </div>
  );
}
