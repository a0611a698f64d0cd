import { type CompiledSchema, compileSchema, SchemaInference } from '@sluice/schema';
import type { ByteSource } from '../input/byte-source.js';
import { ByteWindow } from '../input/byte-window.js';
import { openRows, type OpenRowsOptions } from '../rows/open-rows.js';

/** How much of a CSV body types are inferred from: all of most bodies. */
const HEAD_BYTES = 512 * 1024;

/** Infers the types of a CSV from what the window can hold of its beginning, consuming nothing. */
export async function inferHead(window: ByteWindow, options: OpenRowsOptions): Promise<CompiledSchema> {
  while (!window.final && window.length < HEAD_BYTES) await window.fill();
  const head = new ByteWindow(memorySource(window.bytes.subarray(window.start, window.end)), 0, 1, window.length + 1);
  const inference = new SchemaInference();
  const rows = await openRows(head, { ...options, inference });
  for (let step = rows.step(); step !== 'end'; step = rows.step()) {
    if (step === 'row') rows.observe(inference);
    else if (step === 'more') {
      if (head.final) break;
      await head.fill();
      // the last row of a part may be cut off, and is then no evidence
      if (head.final && !window.final) break;
    }
  }
  return compileSchema(inference.finish({ closed: false }));
}

function memorySource(bytes: Buffer): ByteSource {
  let at = 0;
  return {
    read(into, position, length) {
      const size = bytes.copy(into, position, at, Math.min(bytes.length, at + length));
      at += size;
      return Promise.resolve(size);
    },
    get consumed() {
      return at;
    },
    close: () => Promise.resolve(),
  };
}
