import type { Bed } from '../bed.js';
import { sluice } from '../contenders/sluice.js';
import { DATASETS } from '../datasets.js';
import { fillTopic } from '../fill-topic.js';
import type { Plan } from '../plan.js';
import type { ResultRow } from '../report/result-row.js';
import { EXPLORED } from './explore.js';
import { storeTopic } from './store-topic.js';

/** One long run of the Sluice consumer at full load: how its memory goes. */
export async function memory(bed: Bed, plan: Plan, notice: (text: string) => void): Promise<ResultRow[]> {
  const records = plan.memoryRecords;
  notice(`filling a topic with ${records.toLocaleString('en')} small records`);
  const filled = await fillTopic(bed, DATASETS.small, 'memory', records);
  const tenths: number[] = [];
  const { first, last } = await storeTopic({
    bed,
    contender: sluice,
    dataset: 'small',
    filled,
    target: records,
    ...(plan.parts.has('explore') ? { keptAs: EXPLORED } : {}),
    onProgress: ({ count, contender }) => {
      while (tenths.length < Math.floor((count * 10) / records)) tenths.push(contender.rssBytes);
    },
  });
  const recordsPerSecond = ((last.count - first.count) / (last.at - first.at)) * 1000;
  return [
    {
      part: 'memory',
      dataset: 'small',
      contender: sluice.name,
      what: 'Sluice consumer, one long run',
      recordsPerSecond,
      peakRssBytes: last.contender.peakRssBytes,
      rssBytesAtTenths: tenths,
      count: records,
      rounds: [last.contender.peakRssBytes],
    },
  ];
}
