import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QueryBed } from '../../apps/query/test/query-bed.js';
import { sample, seed } from '../../apps/query/test/seed.js';
import { pythonPackages } from './python-packages.js';
import { run } from './run.js';

export const SAMPLES = ['occupancy', 'seattle-weather', 'shuttle'] as const;

/** The query app with all of the sample data, as `sluice demo` has it, and a folder of its own. Close it when done. */
export class ExploreBed {
  private constructor(
    readonly query: QueryBed,
    readonly folder: string,
    /** Rows of each sample. */
    readonly rows: Readonly<Record<string, number>>,
  ) {}

  static async open(): Promise<ExploreBed> {
    const query = await QueryBed.open();
    const rows: Record<string, number> = {};
    for (const name of SAMPLES) {
      const { records, properties } = await sample(name, 100_000);
      await seed(query.connection, name, records, properties);
      rows[name] = records.length;
    }
    return new ExploreBed(query, await mkdtemp(join(tmpdir(), 'sluice-explore-')), rows);
  }

  get url(): string {
    return this.query.url;
  }

  /** Runs Python with the packages of requirements.txt in the folder, and returns what it printed. */
  async python(...args: string[]): Promise<string> {
    const env = { PYTHONPATH: await pythonPackages(), PYTHONDONTWRITEBYTECODE: '1' };
    return (await run('python3', args, { cwd: this.folder, env })).stdout;
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
    await this.query.close();
  }
}
