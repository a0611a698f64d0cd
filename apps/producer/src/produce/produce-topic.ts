import { basename, dirname } from 'node:path';
import type { PublishedSchema, RecordProducer, SchemaStore, TopicSpec } from '@sluice/kafka';
import type { CompiledSchema } from '@sluice/schema';
import { Checkpoint, fileIdentity } from './checkpoint.js';
import { datasetSchema, keepSchema, type SchemaOptions } from './dataset-schema.js';
import type { Target } from './dispatcher.js';
import { type InputFile, type TopicInput, writablePath } from './inputs.js';
import type { LineFile } from './line-file.js';
import type { FileCounts } from './batch-sender.js';
import { produceFile } from './produce-file.js';
import { Rejects } from './rejects.js';
import { type FileSummary, PartitionTally, type TopicSummary } from './summary.js';

export interface ProduceOptions extends SchemaOptions {
  readonly key?: string;
  readonly partitions?: number;
  readonly batchBytes: number;
  readonly inFlight: number;
  readonly resume: boolean;
  readonly checkpointPath?: string;
  /** Folder for rejects files; beside each input where absent. */
  readonly rejectsFolder?: string;
  readonly report?: LineFile;
  /** Ends waiting for acknowledgements. */
  readonly giveUp: AbortSignal;
  readonly onStart: (file: InputFile, counts: FileCounts) => void;
  readonly onStall: (seconds: number) => void;
  readonly notice: (text: string) => void;
}

/** What records go through; absent in a dry run, which writes no file either. */
export interface Outlet {
  readonly producer: Pick<RecordProducer, 'send'>;
  readonly ensureTopic: (topic: string, spec: TopicSpec) => Promise<unknown>;
  readonly schemas: Pick<SchemaStore, 'publish'>;
}

/** Takes every record and keeps none. */
const NOWHERE: Target['producer'] = {
  send: (_topic, records) => Promise.resolve(records.map(() => ({ partition: 0, offset: 0n }))),
};

interface Run {
  readonly input: TopicInput;
  readonly options: ProduceOptions;
  readonly schema: CompiledSchema;
  readonly target: Target;
  readonly tally: PartitionTally;
  readonly checkpoint: Checkpoint | undefined;
}

/** Infers or reads the topic's schema, publishes it, and produces every file of the topic, one after another. */
export async function produceTopic(
  input: TopicInput,
  outlet: Outlet | undefined,
  options: ProduceOptions,
): Promise<TopicSummary> {
  const started = performance.now();
  const schemaPath = writablePath(input.folder, `${input.topic}.schema.json`, options.notice);
  const schema = await datasetSchema(input, schemaPath, options);
  if (outlet !== undefined && options.schemaFile === undefined) keepSchema(schemaPath, schema);
  const { target, published } = await targetFor(input.topic, schema, outlet, options);
  const checkpoint = outlet === undefined ? undefined : openCheckpoint(input, schema, options);
  const run: Run = { input, options, schema, target, tally: new PartitionTally(), checkpoint };
  const files: FileSummary[] = [];
  for (const file of input.files) {
    if (!options.signal.aborted) files.push(await produceOne(file, run));
  }
  const id = published?.id === undefined ? {} : { id: published.id };
  const written = outlet === undefined || options.schemaFile !== undefined ? {} : { file: schemaPath };
  return {
    topic: input.topic,
    schema: { fingerprint: published?.fingerprint ?? schema.fingerprint, ...id, ...written },
    files,
    partitions: outlet === undefined ? [] : run.tally.list(),
    seconds: (performance.now() - started) / 1000,
    ...(checkpoint === undefined ? {} : { checkpoint: checkpoint.path }),
  };
}

async function targetFor(
  topic: string,
  schema: CompiledSchema,
  outlet: Outlet | undefined,
  options: ProduceOptions,
): Promise<{ target: Target; published?: PublishedSchema }> {
  if (outlet === undefined) {
    return { target: { producer: NOWHERE, topic, prefix: Buffer.alloc(0), headers: {} } };
  }
  const partitions = options.partitions === undefined ? {} : { partitions: options.partitions };
  await outlet.ensureTopic(topic, partitions);
  const published = await outlet.schemas.publish(topic, { ...schema.source });
  const { prefix, headers } = published;
  return { target: { producer: outlet.producer, topic, prefix, headers }, published };
}

function openCheckpoint(input: TopicInput, schema: CompiledSchema, options: ProduceOptions): Checkpoint {
  const path = options.checkpointPath ?? writablePath(input.folder, `${input.topic}.checkpoint.json`, () => undefined);
  return options.resume
    ? Checkpoint.resume(path, input.topic, schema.fingerprint)
    : Checkpoint.fresh(path, input.topic, schema.fingerprint);
}

async function produceOne(file: InputFile, run: Run): Promise<FileSummary> {
  const { options, checkpoint } = run;
  const identity = await fileIdentity(file.path);
  const from = checkpoint?.progressOf(file.path, identity);
  const folder = options.rejectsFolder ?? dirname(file.path);
  const rejectsPath =
    checkpoint === undefined
      ? undefined
      : writablePath(folder, `${basename(file.path)}.rejects.ndjson`, options.notice);
  const rejects = new Rejects(file.path, rejectsPath, from?.line ?? 1);
  const counts: FileCounts = { rows: from?.rows ?? 0, produced: from?.produced ?? 0, consumed: 0, bytes: 0 };
  options.onStart(file, counts);
  const { target, schema, tally } = run;
  const resumed = from === undefined ? {} : { from };
  let complete = from?.done === true;
  try {
    if (!complete) {
      complete = await produceFile({
        ...options,
        ...resumed,
        file,
        schema,
        target,
        tally,
        rejects,
        counts,
        onProgress: (progress) => checkpoint?.save(file.path, identity, progress),
      });
    }
  } finally {
    rejects.close();
  }
  const rejected = (from?.rejected ?? 0) + rejects.count;
  return {
    file: file.path,
    rows: counts.rows,
    produced: counts.produced,
    rejected,
    bytes: counts.bytes,
    failures: rejects.listed,
    ...(rejectsPath === undefined || rejected === 0 ? {} : { rejectsFile: rejectsPath }),
    complete,
  };
}
