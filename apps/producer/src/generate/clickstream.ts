import type { Dataset } from './dataset.js';
import { Random } from './random.js';

const FIRST =
  'anna ben clara david elena felix greta hugo ines jonas karla liam mara nils olga paul rosa sven tara udo';
const LAST = 'adler braun costa duarte engel fuchs garcia huber ivanov jung keller lopes meyer novak otto petrov rossi';
const HOSTS = 'gmail.com yahoo.com hotmail.com outlook.com example.org';
const WORDS = 'alpha bright cedar delta ember fjord grove harbor island jade kernel lumen metro north opal';
const EVENTS = ['click', 'scroll', 'submit', 'download', 'focus'];
const PAGES = 100;

function words(text: string): string[] {
  return text.split(' ');
}

/** `YYYY-MM-DD HH:MM:SS` in UTC. */
function timestamp(instant: number): string {
  return new Date(instant).toISOString().slice(0, 19).replace('T', ' ');
}

/** Events of users on web pages, one every step: `event_timestamp`, `user` (an e-mail address), `page`, `event`. */
export const clickstream: Dataset = {
  columns: [
    { name: 'event_timestamp', type: 'string' },
    { name: 'user', type: 'string' },
    { name: 'page', type: 'string' },
    { name: 'event', type: 'string' },
  ],
  key: 'user',
  missing: '',
  *rows({ seed, start, stepMs, sources }) {
    const random = new Random(seed);
    const [first, last, hosts, sites] = [words(FIRST), words(LAST), words(HOSTS), words(WORDS)];
    const users = Array.from(
      { length: sources },
      (_, index) => `${random.pick(first)}.${random.pick(last)}${index}@${random.pick(hosts)}`,
    );
    const pages = Array.from(
      { length: PAGES },
      (_, index) => `https://www.${random.pick(sites)}-${random.pick(sites)}${index}.com/`,
    );
    for (let instant = start; ; instant += stepMs) {
      yield [timestamp(instant), random.pick(users), random.pick(pages), random.pick(EVENTS)];
    }
  },
};
