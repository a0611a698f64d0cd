import Table from 'cli-table3';
import type { FileSummary, TopicSummary } from '../produce/summary.js';

const NUMBER = new Intl.NumberFormat('en');

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 1);
}

/** The summary of a run for people: a table of files, then offsets and failures of each topic. */
export function summaryText(topics: readonly TopicSummary[], isDryRun: boolean): string {
  const table = new Table({
    head: ['topic', 'file', 'rows', isDryRun ? 'good' : 'produced', 'rejected', 'MB', 'seconds', 'rows/s'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const topic of topics) {
    for (const [index, file] of topic.files.entries()) table.push(fileRow(topic, file, index === 0));
  }
  return [table.toString(), ...topics.flatMap(topicLines)].join('\n');
}

function fileRow(topic: TopicSummary, file: FileSummary, isFirst: boolean): string[] {
  const rows = topic.files.reduce((sum, { rows }) => sum + rows, 0);
  return [
    topic.topic,
    file.file,
    NUMBER.format(file.rows),
    NUMBER.format(file.produced),
    NUMBER.format(file.rejected),
    megabytes(file.bytes),
    isFirst ? topic.seconds.toFixed(1) : '',
    isFirst ? NUMBER.format(Math.round(rows / Math.max(topic.seconds, 0.001))) : '',
  ];
}

function topicLines(topic: TopicSummary): string[] {
  const offsets = topic.partitions.map(
    ({ partition, firstOffset, lastOffset, count }) =>
      `${partition}: ${firstOffset}–${lastOffset} (${NUMBER.format(count)})`,
  );
  const id = topic.schema.id === undefined ? '' : `, id ${topic.schema.id}`;
  const lines = [`${topic.topic}: schema ${topic.schema.fingerprint}${id}`];
  if (topic.schema.file !== undefined) lines.push(`  schema file ${topic.schema.file}`);
  if (offsets.length > 0) lines.push(`  partitions and offsets ${offsets.join(', ')}`);
  for (const file of topic.files) lines.push(...failureLines(file));
  return lines;
}

function failureLines(file: FileSummary): string[] {
  if (file.rejected === 0) return [];
  const where = file.rejectsFile === undefined ? '' : `, kept in ${file.rejectsFile}`;
  const more = file.rejected - file.failures.length;
  return [
    `  ${file.file}: ${NUMBER.format(file.rejected)} rejected${where}`,
    ...file.failures.map(({ line, code, message }) => `    ${file.file}:${line} ${code} ${message}`),
    ...(more > 0 ? [`    and ${NUMBER.format(more)} more`] : []),
  ];
}
