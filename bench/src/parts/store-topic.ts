import { SluiceError } from '@sluice/contracts';
import type { Bed } from '../bed.js';
import type { Contender } from '../contenders/contender.js';
import { DATASETS, type DatasetName } from '../datasets.js';
import type { FilledTopic } from '../fill-topic.js';
import { type Sighting, watchCollection } from '../measure/watch-collection.js';

const PATIENCE_MS = 90_000;
let runs = 0;

export interface StoreRun {
  readonly bed: Bed;
  readonly contender: Contender;
  readonly dataset: DatasetName;
  readonly filled: FilledTopic;
  /** Fewer than the topic holds: the contender is stopped early. */
  readonly target: number;
  /** Collection that stays; otherwise the run has one of its own, which is dropped. */
  readonly keptAs?: string;
  /** Once the collection is there and before the contender starts. */
  readonly onStart?: () => Promise<void>;
  readonly onProgress?: (sighting: Sighting) => void;
}

/**
 * Lets one contender store a topic in a fresh collection and stops it. Throws where it fails, or stores anything but
 * each record once with all its fields.
 */
export async function storeTopic(run: StoreRun): Promise<{ first: Sighting; last: Sighting }> {
  const { bed, contender, dataset, filled, target } = run;
  const name = run.keptAs ?? `${contender.name}-${dataset}`;
  const collection = await bed.freshCollection(name);
  const group = `${contender.name}-${(runs += 1)}`;
  const job = { dataset, topic: filled.topic, collection: name, group, records: filled.records };
  await run.onStart?.();
  const running = await contender.start(bed, job);
  try {
    const seen = await watchCollection({
      collection,
      target,
      contenderPid: running.pid,
      mongodPid: bed.mongodPid,
      patienceMs: PATIENCE_MS,
      trouble: () => running.trouble,
      ...(run.onProgress === undefined ? {} : { onProgress: run.onProgress }),
    });
    await running.stop();
    const stored = await collection.countDocuments();
    const isRight = target < filled.records ? stored >= target : stored === target;
    if (!isRight) throw new SluiceError('STACK_FAILED', `${contender.name} stored ${stored} of ${target} records`);
    const [line = '{}'] = DATASETS[dataset].lines();
    const document = await collection.findOne();
    const missing = Object.keys(JSON.parse(line) as object).filter((field) => !(field in (document ?? {})));
    if (missing.length > 0) {
      throw new SluiceError('STACK_FAILED', `${contender.name} stored without ${missing.slice(0, 5).join(', ')}`);
    }
    return seen;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SluiceError('STACK_FAILED', `${why}\n${running.logTail()}`, {
      cause: error,
    });
  } finally {
    await running.stop();
    if (run.keptAs === undefined) await collection.drop();
  }
}
