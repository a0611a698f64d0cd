import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Arena, type ArenaOptions } from './arena.js';
import { reportRow, runsOf } from './chaos-report.js';

const SECONDS_A_RUN = 60;

export interface Trial {
  readonly fault: string;
  /** How often the fault happens, in the short form and in the long one. */
  readonly runs: readonly [short: number, long: number];
  /** Asked for just before the arena opens. */
  readonly options?: ArenaOptions | (() => ArenaOptions);
  /** What a run may take at the most, s; otherwise a minute. */
  readonly secondsARun?: number;
  /** Before the first fault; by default one consumer starts. */
  readonly prepare?: (arena: Arena) => Promise<void>;
  /** Breaks something; resolves when all is in place that is needed to store. The recovery is measured from then on. */
  readonly inflict: (arena: Arena, run: number) => Promise<void>;
  /** Puts right what was not needed for the recovery, such as a lost member of a cluster. */
  readonly restore?: (arena: Arena) => Promise<void>;
}

/** A pause of random length, so that faults meet any step of the work. */
export function anyMoment(longestMs = 700): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * longestMs));
}

/** Declares the test that a fault, however often it happens, costs time only. */
export function survive(trial: Trial): void {
  const { fault, options, secondsARun = SECONDS_A_RUN, prepare, inflict, restore } = trial;
  const runs = runsOf(trial.runs);
  if (runs === 0) return;
  describe(`fault: ${fault}`, () => {
    let arena: Arena;
    beforeEach(
      async () => void (arena = await Arena.open(typeof options === 'function' ? options() : options)),
      180_000,
    );
    afterEach(() => arena.close(), 60_000);

    it(
      `${runs} times loses nothing and stores nothing twice`,
      async () => {
        arena.startLoad();
        await (prepare?.(arena) ?? arena.startConsumer());
        await arena.untilStoring();
        const recoverySeconds: number[] = [];
        for (let run = 0; run < runs; run += 1) {
          await anyMoment();
          await inflict(arena, run);
          recoverySeconds.push(await arena.untilStoring());
          await restore?.(arena);
        }
        const account = await arena.settle();
        expect(account).toMatchObject({ lost: 0, duplicated: 0, produced: account.stored + account.deadLettered });
        expect(account.stored).toBeGreaterThan(runs * 10);
        reportRow({ fault, runs, ...account, recoverySeconds });
      },
      120_000 + runs * secondsARun * 1000,
    );
  });
}
