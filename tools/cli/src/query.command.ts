import { type Command } from 'commander';
import { registerAggregate } from './query/aggregate.js';
import { registerCount } from './query/count.js';
import { registerDatasets } from './query/datasets.js';
import { registerExport } from './query/export.js';
import { registerLatest } from './query/latest.js';
import { registerProfile } from './query/profile.js';
import { registerRecords } from './query/records.js';
import { registerTail } from './query/tail.js';

const EXAMPLES = `
Examples:
  $ sluice query datasets
  $ sluice query records occupancy --where 'V1>=23' --sort=-V1 --fields time,V1,V2
  $ sluice query aggregate occupancy --measures 'count,avg(V1)' --window day --time-field time
  $ sluice query export occupancy occupancy.parquet
  $ sluice query tail occupancy --where 'V1>=23'

Exit codes: 0 done, 1 failed, 64 wrong usage, 130 ended by Ctrl-C, which ends the query in MongoDB too.`;

/** Adds `sluice query …`: what is stored, through the query app. */
export function registerQueryCommand(program: Command): void {
  const query = program
    .command('query')
    .summary('look at what is stored: records, aggregates, profiles, exports, live')
    .description('Asks the query app for what is stored, and prints it as a table, as JSON or as CSV.')
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('--help tells what it takes; sluice query datasets lists the datasets');
  registerDatasets(query);
  registerRecords(query);
  registerLatest(query);
  registerCount(query);
  registerAggregate(query);
  registerProfile(query);
  registerExport(query);
  registerTail(query);
}
