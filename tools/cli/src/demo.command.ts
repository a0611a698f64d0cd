import { once } from 'node:events';
import { basename, join } from 'node:path';
import { projectRoot, stackHome, startStack } from '@sluice/stack';
import Table from 'cli-table3';
import type { Command } from 'commander';
import { type DeliveryOutcome, deliverSamples } from './demo/deliver-samples.js';
import { generatedFolder } from './demo/sample-files.js';
import { startApps, systemEnv, type SystemUrls } from './system.js';

const NUMBER = new Intl.NumberFormat('en');

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function outcomeTable({ files, seconds }: DeliveryOutcome): string {
  const table = new Table({
    head: ['topic', 'file', 'rows read', 'produced', 'rejected', 'stored', 'dead-lettered', 'records/s'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const one of files) {
    const numbers = [one.rows, one.produced, one.rejected, one.stored, one.deadLettered, one.recordsPerSecond];
    table.push([one.topic, basename(one.file), ...numbers.map((number) => NUMBER.format(Math.round(number)))]);
  }
  const records = files.reduce((sum, { produced }) => sum + produced, 0);
  const rate = NUMBER.format(Math.round(records / seconds));
  return `${table.toString()}\n${NUMBER.format(records)} records from file to store in ${seconds.toFixed(1)} s (${rate} records/s).`;
}

function urlList(urls: SystemUrls): string {
  return [
    `console    ${urls.console}`,
    `Swagger    ${urls.swagger}`,
    `datasets   ${urls.datasets}`,
    `records    ${urls.datasets}/sensor/records?aa_000[gte]=100&class=pos`,
    `health     ${Object.values(urls.health).join('  ')}`,
    `metrics    ${urls.query}/metrics  ${urls.producer}/metrics  ${urls.consumer}/metrics`,
    `Kafka      ${urls.kafka}`,
    `registry   ${urls.registry}`,
    `MongoDB    ${urls.mongodb}`,
  ].join('\n');
}

/** The signal of the first Ctrl-C or SIGTERM. A second one changes nothing: the services are being stopped. */
function untilInterrupted(): AbortSignal {
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupted.abort());
  return interrupted.signal;
}

async function demo(isOnce: boolean): Promise<void> {
  const signal = untilInterrupted();
  say('Starting Kafka, the schema registry and MongoDB …');
  const generating = generatedFolder(stackHome());
  generating.catch(() => undefined); // seen below, when the stack can be stopped again
  const stack = await startStack();
  try {
    const generated = await generating;
    if (signal.aborted) return;
    say('Starting producer, consumer and query …');
    const urls = await startApps(stack);
    if (signal.aborted) return;
    const folders = [join(projectRoot(), 'sample_data'), generated];
    const onStart = (pid: number): void => stack.adopt('produce', pid);
    const outcome = await deliverSamples(folders, urls, { env: systemEnv(stack), signal, onStart });
    if (signal.aborted) return;
    say(outcomeTable(outcome));
    for (const problem of outcome.problems) say(`error: ${problem}`);
    if (outcome.problems.length > 0) process.exitCode = 1;
    say(outcome.problems.length === 0 ? 'Produced = stored + dead-lettered, for every topic.\n' : '');
    say(urlList(urls));
    if (isOnce) return;
    say('\nThe system stays up until Ctrl-C.');
    // An abort signal alone does not keep the process alive.
    const alive = setInterval(() => undefined, 60_000);
    if (!signal.aborted) await once(signal, 'abort');
    clearInterval(alive);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    say('Stopping …');
    await stack.stop();
  }
}

/** Adds `sluice demo`. */
export function registerDemoCommand(program: Command): void {
  program
    .command('demo')
    .summary('see the whole system at work on sample data')
    .description(
      'Starts services and apps, produces sample_data/ and a file of 60,000 rows with 171 columns, waits until all of ' +
        'it is stored, and stays until Ctrl-C. Nothing is left behind but what .sluice/ caches.',
    )
    .option('--once', 'stop afterwards; exit code 0 if produced = stored + dead-lettered, else 1')
    .action((flags: { readonly once?: true }) => demo(flags.once === true));
}
