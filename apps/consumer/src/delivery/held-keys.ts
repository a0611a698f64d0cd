import type { FirstHeld } from '@sluice/storage';

/** The keys of one partition of which a record is among the dead letters. */
export class HeldKeys {
  private readonly firsts = new Map<string, { readonly replays: number; readonly offset: number }[]>();

  constructor(held: FirstHeld = new Map()) {
    for (const [key, firsts] of held) this.firsts.set(key, [...firsts]);
  }

  get isEmpty(): boolean {
    return this.firsts.size === 0;
  }

  /**
   * Whether a record must wait: one of its key before it was refused. A record that was replayed waits only for one that
   * was replayed as often and refused again, as it comes behind those it is replayed with.
   */
  holds(key: string, offset: number, replays: number): boolean {
    return (this.firsts.get(key) ?? []).some((first) => first.offset < offset && first.replays >= replays);
  }

  note(key: string, offset: number, replays: number): void {
    const firsts = this.firsts.get(key) ?? [];
    if (firsts.some((first) => first.replays === replays && first.offset <= offset)) return;
    this.firsts.set(key, [...firsts.filter((first) => first.replays !== replays), { replays, offset }]);
  }
}
