interface WindowChoice {
  /** As the API names it. */
  readonly name: string;
  readonly ms: number;
  /** Begins where the calendar of a zone says. */
  readonly isCalendar: boolean;
}

const of = (name: string, ms: number, isCalendar = false): WindowChoice => ({ name, ms, isCalendar });
const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];

export const WINDOWS: readonly WindowChoice[] = [
  of('10ms', 10),
  of('100ms', 100),
  of('1s', SECOND),
  of('5s', 5 * SECOND),
  of('15s', 15 * SECOND),
  of('1m', MINUTE),
  of('5m', 5 * MINUTE),
  of('15m', 15 * MINUTE),
  of('1h', HOUR),
  of('3h', 3 * HOUR),
  of('6h', 6 * HOUR),
  of('day', DAY, true),
  of('week', 7 * DAY, true),
  of('month', 30 * DAY, true),
  of('quarter', 91 * DAY, true),
  of('year', 365 * DAY, true),
];

const MOST = 400;

/** The shortest window of which a span has no more than a chart can show well. */
export function windowFor(spanMs: number): string {
  return (WINDOWS.find(({ ms }) => spanMs / ms <= MOST) ?? WINDOWS.at(-1))?.name ?? 'day';
}

/** Whether windows of that name depend on a time zone. */
export function isCalendar(name: string): boolean {
  return WINDOWS.some((one) => one.name === name && one.isCalendar);
}
