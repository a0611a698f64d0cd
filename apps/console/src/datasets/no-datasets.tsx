import type { JSX } from 'preact';
import { Command } from '../ui/command.js';
import { Empty } from '../ui/notice.js';

/** What a new system shows, and how it gets its first records. */
export function NoDatasets(): JSX.Element {
  return (
    <Empty title="No datasets yet">
      <p>A dataset appears here with its first record. Send a folder of CSV, NDJSON or JSON files to a topic:</p>
      <Command text="npx sluice produce my-data/ --topic machines" />
      <p>or the sample data:</p>
      <Command text="npx sluice produce sample_data" />
      <p class="muted">
        The consumer stores what it finds in Kafka; <code>npx sluice start consumer</code> starts one.
      </p>
    </Empty>
  );
}
