/**
 * Preloaded into an app by `node --import`: its wall clock jumps at each SIGUSR2, an hour forwards, back to the truth, an
 * hour behind it and so on. The monotonic clock and timers go on as they do when the clock of a machine is set.
 */
const HOUR_MS = 3_600_000;
const SHIFTS_MS = [HOUR_MS, 0, -HOUR_MS, 0];
const RealDate = Date;
let jumps = 0;
let shiftMs = 0;

globalThis.Date = class Date extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(Date.now());
    else super(...parts);
  }

  static now() {
    return RealDate.now() + shiftMs;
  }
};

process.on('SIGUSR2', () => {
  shiftMs = SHIFTS_MS[jumps % SHIFTS_MS.length];
  jumps += 1;
});
