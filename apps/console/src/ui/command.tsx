import type { JSX } from 'preact';
import { CopyButton } from './copy-button.js';

/** A command to copy into a terminal. */
export function Command({ text }: { readonly text: string }): JSX.Element {
  return (
    <div class="command">
      <code>{text}</code>
      <CopyButton label="Copy" text={() => text} />
    </div>
  );
}
