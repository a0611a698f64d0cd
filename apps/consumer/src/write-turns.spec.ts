import { describe, expect, it } from '@jest/globals';
import { WriteTurns } from './write-turns.js';

function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('WriteTurns', () => {
  it('runs at most the given number of writes at once', async () => {
    const turns = new WriteTurns(2, false);
    const gates = [gate(), gate(), gate()];
    const started: number[] = [];
    const all = gates.map(({ opened }, i) => turns.take('lane', () => (started.push(i), opened)));
    await settled();
    expect(started).toEqual([0, 1]);
    gates[0]!.open();
    await settled();
    expect(started).toEqual([0, 1, 2]);
    gates[1]!.open();
    gates[2]!.open();
    await Promise.all(all);
  });

  it('keeps the order within a lane where order matters, also after a failure', async () => {
    const turns = new WriteTurns(4, true);
    const first = gate();
    const started: string[] = [];
    const a = turns.take('a', async () => {
      started.push('a1');
      await first.opened;
      throw new Error('refused');
    });
    const b = turns.take('a', () => Promise.resolve(started.push('a2')));
    const c = turns.take('c', () => Promise.resolve(started.push('c1')));
    await c;
    expect(started).toEqual(['a1', 'c1']);
    first.open();
    await expect(a).rejects.toThrow('refused');
    await b;
    expect(started).toEqual(['a1', 'c1', 'a2']);
  });

  it('gives a turn back when the work fails', async () => {
    const turns = new WriteTurns(1, false);
    await expect(turns.take('x', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(turns.take('x', () => Promise.resolve('yes'))).resolves.toBe('yes');
  });
});
