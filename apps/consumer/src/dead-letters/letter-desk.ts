import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import type { PartitionOffsets } from '@sluice/kafka';
import { namesTopic } from '@sluice/kafka/consume';
import { type DeadLetterState, isFree } from '@sluice/storage';
import type { Connector } from '../connector.js';
import { Connectors } from '../connectors.js';
import type { DeadLetterDetailDto, DeadLetterListDto, DiscardedDto, ReplayedDto } from './dead-letter.dto.js';
import type { DiscardDto, LettersExportDto, LettersQueryDto, ReplayDto } from './dead-letters.dto.js';
import { type Described, describeInFull, describeLetter } from './describe-letter.js';
import { idOf, type Letter, toLetter } from './letter.js';
import { letterTest } from './letter-filter.js';
import { LetterReader } from './letter-reader.js';
import { type Chunk, newestLetters, readCursor } from './newest-letters.js';
import { type LetterToReplay, Replay } from './replay.js';
import { ReplayProducer } from './replay-producer.js';
import { Tally } from './tally.js';
import { trailName } from './trail-name.js';
import { pendingRanges, rangesText, visitRanges } from '../replay/visit-ranges.js';

const BATCH = 100;
/** What a request by filter works before it answers where to go on; below the time that a stop gives. */
const FILTER_TIME_MS = 10_000;

type Selection = Pick<ReplayDto, 'records' | 'filter' | 'cursor'>;

/** What can be done with the dead letters of the connectors of this process. */
@Injectable()
export class LetterDesk {
  constructor(
    private readonly connectors: Connectors,
    private readonly reader: LetterReader,
    private readonly producer: ReplayProducer,
  ) {}

  async list(name: string, query: LettersQueryDto): Promise<DeadLetterListDto> {
    const connector = this.connectors.known(name);
    const cursor = readCursor(query.cursor);
    const partitions = await this.reader.partitions(connector.config.deadLetterTopic);
    const page = await newestLetters(partitions, { cursor, limit: query.limit }, (partition, from, to) =>
      this.readChunk(connector, query, { partition, from, to }),
    );
    return { ...page, letters: page.letters.map(({ letter }) => letter) };
  }

  async show(name: string, partition: number, offset: number): Promise<DeadLetterDetailDto> {
    const { config, deadLetterLog } = this.connectors.known(name);
    const place = { topic: config.deadLetterTopic, partition, offset: BigInt(offset) };
    const letter = await this.reader.letter(place, await this.reader.partitions(place.topic));
    const trails = await deadLetterLog.find([idOf(letter)]);
    return describeInFull(letter, trails.get(idOf(letter)), config.valueFormat);
  }

  /** Lines of NDJSON: letters in full, oldest first, up to the newest there is now. Throws before the first line. */
  async export(name: string, query: LettersExportDto): Promise<AsyncGenerator<string>> {
    const connector = this.connectors.known(name);
    const isWanted = letterTest(name, query);
    const partitions = await this.reader.partitions(connector.config.deadLetterTopic);
    return this.exportLines(connector, partitions, isWanted, query.state);
  }

  private async *exportLines(
    { config, deadLetterLog }: Connector,
    partitions: readonly PartitionOffsets[],
    isWanted: (letter: Letter) => boolean,
    state: DeadLetterState | undefined,
  ): AsyncGenerator<string> {
    const topic = config.deadLetterTopic;
    for (const { partition, low, high } of partitions) {
      for (let from = low; from < high;) {
        const { records, next } = await this.reader.read({ topic, partition, from, to: high });
        const letters = records.map((record) => toLetter(topic, partition, record)).filter(isWanted);
        const trails = await deadLetterLog.find(letters.map(idOf));
        for (const letter of letters) {
          const trail = trails.get(idOf(letter));
          if (state !== undefined && (trail?.state ?? 'open') !== state) continue;
          yield `${JSON.stringify(describeInFull(letter, trail, config.valueFormat))}\n`;
        }
        from = next;
      }
    }
  }

  async replay(name: string, request: ReplayDto, by: string): Promise<ReplayedDto> {
    const connector = this.connectors.known(name);
    const { config, deadLetterLog } = connector;
    const { dryRun = false, force = false, maxPerSecond = Infinity } = request;
    const tally = new Tally();
    const terms = { valueFormat: config.valueFormat, stores: (topic: string) => namesTopic(config.topics, topic) };
    const options = { ...terms, force, dryRun, connector: name, by, letGo: letGoBy(connector) };
    const replay = new Replay(deadLetterLog, this.producer, options, tally);
    const startedAt = performance.now();
    const next = await this.visit(connector, request, Math.min(BATCH, maxPerSecond), tally, async (letters) => {
      await replay.replay(letters);
      const dueAt = dryRun ? 0 : startedAt + (tally.done / maxPerSecond) * 1000;
      await wait(Math.max(0, dueAt - performance.now()));
    });
    const { matched, done: replayed, skipped, failed, failures } = tally;
    if (!dryRun) connector.metrics.replayed(replayed);
    return { matched, replayed, skipped, failed, failures, next, dryRun };
  }

  async discard(name: string, request: DiscardDto, by: string): Promise<DiscardedDto> {
    const connector = this.connectors.known(name);
    const { deadLetterLog: log } = connector;
    const { dryRun = false, reason } = request;
    const tally = new Tally();
    const next = await this.visit(connector, request, BATCH, tally, async (letters) => {
      const names = letters.map(({ letter }) => trailName(letter, name));
      const entry = { state: 'discarded', at: new Date(), by, why: reason } as const;
      const claimed = dryRun ? undefined : await log.claim(names, ['open'], entry);
      const discarded = claimed?.size ?? (await this.free(connector, names));
      if (claimed)
        await letGoBy(connector)(letters.map(({ letter }) => letter).filter((one) => claimed.has(idOf(one))));
      tally.done += discarded;
      tally.skipped += letters.length - discarded;
    });
    const { matched, done: discarded, skipped, failed, failures } = tally;
    if (!dryRun) connector.metrics.discarded(discarded);
    return { matched, discarded, skipped, failed, failures, next, dryRun };
  }

  private async free({ deadLetterLog }: Connector, names: readonly { readonly _id: string }[]): Promise<number> {
    const trails = await deadLetterLog.find(names.map(({ _id }) => _id));
    const now = new Date();
    return names.filter(({ _id }) => isFree(trails.get(_id), ['open'], now)).length;
  }

  /** The letters of a range that are asked for, without their values. */
  private async readChunk(
    { config, deadLetterLog }: Connector,
    query: LettersQueryDto,
    range: { readonly partition: number; readonly from: bigint; readonly to: bigint },
  ): Promise<Chunk<{ letter: Described; offset: number; time: number }>> {
    const topic = config.deadLetterTopic;
    const isWanted = letterTest(config.name, query);
    const found: { id: string; letter: Described; time: number }[] = [];
    let [records, bytes] = [0, 0];
    await this.reader.readAll({ topic, ...range }, (record) => {
      records++;
      bytes += record.value?.length ?? 0;
      const letter = toLetter(topic, range.partition, record);
      if (!isWanted(letter)) return;
      found.push({ id: idOf(letter), letter: describeLetter(letter, undefined), time: record.timestamp });
    });
    const trails = await deadLetterLog.find(found.map(({ id }) => id));
    const stated = found.map(({ id, letter, time }) => {
      const state = trails.get(id)?.state ?? letter.state;
      return { letter: { ...letter, state }, offset: letter.offset, time };
    });
    return { found: stated.filter(({ letter }) => (query.state ?? letter.state) === letter.state), records, bytes };
  }

  /** Hands over what is selected, some at a time; answers where to go on, null where that was all. */
  private async visit(
    connector: Connector,
    { records, filter, cursor }: Selection,
    count: number,
    tally: Tally,
    visit: (letters: readonly LetterToReplay[]) => Promise<void>,
  ): Promise<string | null> {
    const { name, deadLetterTopic: topic } = connector.config;
    if (records !== undefined && filter === undefined && cursor === undefined) {
      const letters = await this.lettersAt(topic, records, tally);
      for (let at = 0; at < letters.length; at += count) await visit(letters.slice(at, at + count));
      return null;
    }
    if (filter === undefined || records !== undefined) throw eitherOr();
    const isWanted = letterTest(name, filter);
    const ranges = pendingRanges(cursor, await this.reader.partitions(topic));
    const endsAt = performance.now() + FILTER_TIME_MS;
    const left = await visitRanges(topic, ranges, (range) => this.reader.read(range), {
      count,
      isTimeOver: () => performance.now() > endsAt,
      visit: async (partition, found) => {
        const letters = found.map((record) => toLetter(topic, partition, record)).filter(isWanted);
        if (letters.length > 0) await visit(letters.map((letter) => ({ letter })));
      },
    });
    return rangesText(left);
  }

  /** Letters by their places; one that is named twice comes once, as it is named last. */
  private async lettersAt(
    topic: string,
    places: NonNullable<Selection['records']>,
    tally: Tally,
  ): Promise<LetterToReplay[]> {
    const letters: LetterToReplay[] = [];
    const byPlace = new Map(places.map((place) => [`${place.partition}:${place.offset}`, place]));
    const partitions = await this.reader.partitions(topic);
    for (const { partition, offset, value } of byPlace.values()) {
      const place = { topic, partition, offset: BigInt(offset) };
      try {
        letters.push({ letter: await this.reader.letter(place, partitions), edit: value });
      } catch (error) {
        if (!(error instanceof SluiceError) || error.kind !== 'record') throw error;
        tally.fail(place, error);
      }
    }
    return letters;
  }
}

/** Tells the quarantine, where there is one, that letters hold up their keys no more. */
function letGoBy({ quarantine }: Connector): (letters: readonly Letter[]) => Promise<void> {
  return async (letters) => {
    const origins = letters.flatMap(({ origin }) => origin ?? []);
    await quarantine?.release(origins.map((origin) => ({ ...origin, offset: Number(origin.offset) })));
  };
}

function eitherOr(): SluiceError {
  const expected = 'records, or a filter, perhaps with a cursor';
  return new SluiceError('REQUEST_INVALID', `reading the selection of dead letters: give ${expected}`, {
    context: { parameter: 'records', expected, example: '{"records":[{"partition":0,"offset":17}]}' },
  });
}
