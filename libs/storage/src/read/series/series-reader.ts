import type { Connection, mongo } from 'mongoose';
import type { SeriesPlan } from '../../query/series-plan.js';
import { instantAt, numberAt } from '../bson-scalar.js';
import { reading, type ReadOptions } from '../reading.js';
import { Columns, scanColumns } from '../scan-columns.js';
import { extremes, largestTriangles, type Points } from './downsample.js';
import { SeriesCollector } from './series-collector.js';

/** Reads series for charts. Throws a SluiceError: transient while MongoDB is away or too slow. */
export class SeriesReader {
  constructor(
    private readonly connection: Connection,
    private readonly maxTimeMS: number,
  ) {}

  /** JSON text of the series of a plan, each downsampled to what was asked for. */
  async read(plan: SeriesPlan, options: ReadOptions = {}): Promise<Buffer> {
    const columns = new Columns();
    const time = columns.add(plan.time.path);
    const places = plan.fields.map(({ path }) => columns.add(path));
    const [from, to] = await this.rangeOf(plan, options);
    const collectors = plan.fields.map(() => new SeriesCollector(from, to));
    const limits = { maxTimeMS: this.maxTimeMS, ...options };
    const records = await scanColumns(this.connection, plan, columns.paths, limits, (bson, { types, at }) => {
      const instant = instantAt(bson, types[time] as number, at[time] as number);
      if (Number.isNaN(instant)) return;
      for (const [i, place] of places.entries()) {
        const value = numberAt(bson, types[place] as number, at[place] as number);
        if (Number.isFinite(value)) collectors[i]?.add(instant, value);
      }
    });
    const downsample = plan.method === 'lttb' ? largestTriangles : extremes;
    const data = plan.fields.map(({ name }, i) => seriesText(name, collectors[i] as SeriesCollector, downsample, plan));
    return Buffer.from(`{"data":[${data.join(',')}],"meta":${JSON.stringify({ method: plan.method, records })}}`);
  }

  /** Time of the first and the last record, as far as the request does not say. */
  private rangeOf({ dataset, filter, time, from, to }: SeriesPlan, options: ReadOptions): Promise<[number, number]> {
    const path = time.path.join('.');
    const { maxTimeMS } = this;
    return reading(this.connection, dataset, options, async (database) => {
      const edge = async (direction: 1 | -1): Promise<number> => {
        const found = await database
          .collection(dataset)
          .find<mongo.Document>(
            { $and: [filter, { [path]: { $type: 'date' } }] },
            {
              sort: path === '_ts' ? { _ts: direction, _id: direction } : { [path]: direction },
              projection: { _id: 0, [path]: 1 },
              limit: 1,
              maxTimeMS,
              raw: false,
              ...options,
            },
          )
          .next();
        const at: unknown = time.path.reduce<unknown>((value, name) => (value as mongo.Document)?.[name], found);
        return at instanceof Date ? at.getTime() : 0;
      };
      return Promise.all([from ?? edge(1), to ?? edge(-1)]);
    });
  }
}

function seriesText(
  name: string,
  collector: SeriesCollector,
  downsample: (points: Points, count: number) => Points,
  { points }: SeriesPlan,
): string {
  const { times, values } = downsample(collector.points(), points);
  const pairs = Array.from(times, (time, i) => `[${time},${values[i] ?? 0}]`);
  const { count, isExact } = collector;
  const head = JSON.stringify({ field: name, count, isExact });
  return `${head.slice(0, -1)},"points":[${pairs.join(',')}]}`;
}
