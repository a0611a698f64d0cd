import { describe, expect, it } from '@jest/globals';
import { SluiceError } from '@sluice/contracts';
import { partsUntil, wholeBytes } from './reply-parts.js';

const PARTS = ['a', 'b', 'c'];

/** A stream that knows of no signal; it tells when it is cancelled. */
function deafStream(end: 'ends' | 'breaks' | 'hangs', onCancel?: () => void): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      for (const part of PARTS) controller.enqueue(Buffer.from(part));
      if (end === 'ends') controller.close();
    },
    pull(controller) {
      if (end === 'breaks') controller.error(new TypeError('terminated'));
    },
    cancel: onCancel ?? (() => undefined),
  });
}

async function read(parts: AsyncIterable<Uint8Array>, onPart?: (text: string) => void): Promise<string> {
  let text = '';
  for await (const part of parts) {
    text += Buffer.from(part).toString();
    onPart?.(text);
  }
  return text;
}

describe('parts of a reply', () => {
  it('come whole', async () => {
    expect(await read(partsUntil(deafStream('ends'), new AbortController().signal))).toBe('abc');
    expect(await read(partsUntil(deafStream('ends'), undefined))).toBe('abc');
  });

  it.each([
    ['while a part is waited for', 'abc'],
    ['while a part is handled', 'a'],
  ])('end with the signal, %s, though the stream does not', async (_, last) => {
    let cancelled = 0;
    const stop = new AbortController();
    const parts = partsUntil(
      deafStream('hangs', () => void cancelled++),
      stop.signal,
    );
    const reading = read(parts, (text) => {
      if (text !== last) return;
      if (last === 'a') stop.abort();
      else setImmediate(() => stop.abort());
    });
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    expect(cancelled).toBe(1);
  });

  it('leave the stream where the reader goes before the end', async () => {
    let cancelled = 0;
    for await (const part of partsUntil(
      deafStream('hangs', () => void cancelled++),
      undefined,
    )) {
      expect(Buffer.from(part).toString()).toBe('a');
      break;
    }
    expect(cancelled).toBe(1);
  });

  it('that break off are an error of the app, or of whoever said to stop', async () => {
    const broken = read(wholeBytes(deafStream('breaks'), 'http://x', undefined));
    await expect(broken).rejects.toMatchObject({ code: 'APP_UNAVAILABLE' });
    await expect(broken).rejects.toBeInstanceOf(SluiceError);
    const stopped = read(wholeBytes(deafStream('ends'), 'http://x', AbortSignal.abort()));
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  });
});
