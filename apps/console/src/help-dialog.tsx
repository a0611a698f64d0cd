import type { JSX } from 'preact';
import { Dialog } from './ui/dialog.js';

const KEYS: readonly [keys: readonly string[], what: string][] = [
  [['/'], 'filter'],
  [['1', '2', '3', '4'], 'records, chart, profile, live'],
  [['j', 'k'], 'next and previous record; arrows too'],
  [['Enter'], 'open the record'],
  [['n', 'p'], 'next and previous page'],
  [['r'], 'read again'],
  [['c'], 'choose columns'],
  [['Space'], 'live: pause and go on'],
  [['+', '−', '←', '→', '0'], 'chart: zoom, move, show all; with the chart focused'],
  [['Esc'], 'close, go back'],
  [['?'], 'this help'],
];

/** Keys, and what the signs of the page mean. */
export function HelpDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  return (
    <Dialog title="Keys and signs" onClose={onClose}>
      <dl class="keys">
        {KEYS.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <dl class="signs">
        <div>
          <dt class="value-null">null</dt>
          <dd>the record has the field, without a value</dd>
        </div>
        <div>
          <dt class="value-missing">·</dt>
          <dd>the record has no such field</dd>
        </div>
      </dl>
      <p class="muted">
        Every view has an address: copy it from the browser to come back to it or to show it to somebody. Shift and a
        click on a column sort by several. <a href="/docs">The API behind this page</a>
      </p>
    </Dialog>
  );
}
