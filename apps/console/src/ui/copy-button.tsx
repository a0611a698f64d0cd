import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Check, Copy } from './icons.js';

/** Copies a text and says that it did. */
export function CopyButton({ text, label }: { readonly text: () => string; readonly label: string }): JSX.Element {
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    if (!isDone) return undefined;
    const timer = setTimeout(() => setDone(false), 1_500);
    return () => clearTimeout(timer);
  }, [isDone]);
  return (
    <button
      type="button"
      class="button"
      onClick={() => {
        copy(text()).then(
          () => setDone(true),
          () => setDone(false),
        );
      }}
    >
      {isDone ? <Check /> : <Copy />}
      <span aria-live="polite">{isDone ? 'Copied' : label}</span>
    </button>
  );
}

/** The clipboard is there on loopback and over TLS only; elsewhere what is selected can be copied. */
async function copy(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  const isDone = document.execCommand('copy');
  area.remove();
  if (!isDone) throw new Error('copying: the browser does not allow it');
}
