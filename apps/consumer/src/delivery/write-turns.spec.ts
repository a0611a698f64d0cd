import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type TurnBatch, WriteTurns } from './write-turns.js';

interface Batch extends TurnBatch {
  readonly name: string;
}
interface Turn {
  readonly names: string[];
  readonly end: (error?: Error) => void;
}

const { signal } = new AbortController();
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Turns whose writes end when told; each batch is answered with its name. */
function turnsWithControls(limit: number, ordered: boolean) {
  const turns: Turn[] = [];
  const write = (batches: readonly Batch[]): Promise<string[]> =>
    new Promise((resolve, reject) => {
      const names = batches.map(({ name }) => name);
      turns.push({ names, end: (error) => (error ? reject(error) : resolve(names)) });
    });
  const subject = new WriteTurns({ limit, ordered, maxBytes: 100 }, write);
  const take = (name: string, more: Partial<Batch> = {}): Promise<string> =>
    subject.take({ name, topic: 't', partition: 0, bytes: 10, signal, ...more });
  return { turns, take };
}

describe('WriteTurns', () => {
  it('writes at once what comes alone, and together what has come meanwhile', async () => {
    const { turns, take } = turnsWithControls(2, false);
    const all = ['a', 'b', 'c', 'd', 'e'].map((name, partition) => take(name, { partition }));
    expect(turns.map(({ names }) => names)).toEqual([['a'], ['b']]);
    turns[0]!.end();
    await settled();
    expect(turns[2]!.names).toEqual(['c', 'd', 'e']);
    for (const { end } of turns) end();
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('lets batches share a turn up to a size, within a topic and an assignment', async () => {
    const { turns, take } = turnsWithControls(1, false);
    const other = new AbortController();
    const all = [
      take('first'),
      take('a', { bytes: 60 }),
      take('b', { bytes: 60 }),
      take('c', { topic: 'u' }),
      take('d', { signal: other.signal }),
      take('e', { bytes: 40 }),
      take('large', { bytes: 1_000 }),
    ];
    const expected = [['first'], ['a', 'e'], ['b'], ['c'], ['d'], ['large']];
    for (const [i, names] of expected.entries()) {
      expect(turns[i]!.names).toEqual(names);
      turns[i]!.end();
      await settled();
    }
    await Promise.all(all);
  });

  it('keeps the order within a partition where it matters, also after a failure', async () => {
    const { turns, take } = turnsWithControls(4, true);
    const a = take('a1');
    const rest = [take('a2'), take('c1', { partition: 1 })];
    expect(turns.map(({ names }) => names)).toEqual([['a1'], ['c1']]);
    turns[0]!.end(new Error('refused'));
    await expect(a).rejects.toThrow('refused');
    await settled();
    expect(turns[2]!.names).toEqual(['a2']);
    for (const { end } of turns) end();
    await Promise.all(rest);
  });

  it('never overtakes within a partition where order matters, whatever comes and ends when', async () => {
    const batch = fc.record({ partition: fc.nat(2), bytes: fc.integer({ min: 1, max: 120 }), ends: fc.nat(3) });
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { maxLength: 40 }), fc.integer({ min: 1, max: 3 }), async (batches, limit) => {
        const { turns, take } = turnsWithControls(limit, true);
        const ended = new Set<Turn>();
        const begun: number[][] = [[], [], []];
        const all: Promise<string>[] = [];
        const note = (): void => {
          const open = turns
            .filter((turn) => !ended.has(turn))
            .flatMap(({ names }) => names.map((n) => n.split('/')[0]));
          const apart = turns
            .filter((turn) => !ended.has(turn))
            .map(({ names }) => new Set(names.map((n) => n.split('/')[0])));
          expect(new Set(open).size).toBe(apart.reduce((sum, { size }) => sum + size, 0));
        };
        for (const [i, { partition, bytes, ends }] of batches.entries()) {
          all.push(take(`${partition}/${i}`, { partition, bytes }));
          note();
          for (const turn of turns.slice(0, ends)) {
            ended.add(turn);
            turn.end();
          }
          await settled();
        }
        for (let i = 0; i < turns.length; i += 1) {
          turns[i]!.end();
          await settled();
        }
        await Promise.all(all);
        for (const name of turns.flatMap(({ names }) => names)) {
          const [partition, i] = name.split('/').map(Number);
          begun[partition!]!.push(i!);
        }
        for (const order of begun) expect(order).toEqual(order.toSorted((a, b) => a - b));
      }),
      { numRuns: 100 },
    );
  });

  it('gives a turn back when the work fails', async () => {
    const { turns, take } = turnsWithControls(1, false);
    const [no, yes] = [take('x'), take('y')];
    turns[0]!.end(new Error('no'));
    await expect(no).rejects.toThrow('no');
    await settled();
    turns[1]!.end();
    await expect(yes).resolves.toBe('y');
  });
});
