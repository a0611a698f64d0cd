import { formatInstant, type Zone } from '../format/time.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const [MINUTE, DAY, MONTH, YEAR] = [60_000, 86_400_000, 28 * 86_400_000, 365 * 86_400_000];

/** Texts of the ticks of a time axis: the finest part that the step needs, and the coarser one where it changes. */
export function tickTexts(ticks: readonly number[], stepMs: number, zone: Zone): string[] {
  let before = '';
  return ticks.map((tick) => {
    const text = formatInstant(new Date(tick), zone);
    const [date = '', time = ''] = text.split(' ');
    const [year = '', month = '1', day = ''] = date.split('-');
    const named = MONTHS[Number(month) - 1] ?? '';
    if (stepMs >= YEAR) return year;
    const isLong = stepMs >= DAY;
    const coarse = isLong ? year : date;
    const isNew = coarse !== before;
    before = coarse;
    const dayText = `${named} ${Number(day)}`;
    if (stepMs >= MONTH) return isNew ? `${named}\n${year}` : named;
    if (isLong) return isNew ? `${dayText}\n${year}` : dayText;
    const clock = stepMs >= MINUTE ? time.slice(0, 5) : time;
    return isNew ? `${clock}\n${dayText}, ${year}` : clock;
  });
}
