import { Logger } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import type { Sink, SinkBatch, WriteOutcome } from '@sluice/sinks';
import type { Circuit } from './circuit.js';
import { FaultSearch, rejectedFor } from './fault-search.js';
import { isUnclassified } from './is-unclassified.js';

/** A record that is alone in its batch, while nothing else is written that could speak against it. */
const LONE_PATIENCE_MS = 300_000;

/**
 * Writes until the sink has taken or refused every record. A sink that is away is tried without limit. Where it fails
 * in a way that is not known, that is tried for a while, then the records at fault are looked for; where there is
 * nothing to tell them from a sink in trouble, all is tried again.
 */
export class PatientWriter {
  private readonly logger = new Logger('writing');
  private lastStoredAt = -Infinity;

  constructor(
    private readonly sink: Sink,
    private readonly circuit: Circuit,
    private readonly onWritten: (records: number, seconds: number) => void,
  ) {}

  async write(
    batches: readonly SinkBatch[],
    signal: AbortSignal,
    onFailure: (error: SluiceError) => void,
  ): Promise<readonly WriteOutcome[]> {
    const startedAt = performance.now();
    for (;;) {
      try {
        return await this.circuit.run(() => this.attempt(batches), signal, onFailure);
      } catch (error) {
        if (!isUnclassified(error)) throw error;
        const outcomes =
          (await this.searchFault(batches, signal, onFailure)) ?? this.judgeLone(batches, error, startedAt);
        if (outcomes) return outcomes;
        if (!(error instanceof SluiceError) || error.kind !== 'unclassified') throw error;
        onFailure(error);
      }
    }
  }

  private async attempt(batches: readonly SinkBatch[]): Promise<readonly WriteOutcome[]> {
    const startedAt = performance.now();
    const outcomes = await this.sink.write(batches);
    const now = performance.now();
    if (outcomes.some(({ stored, duplicates }) => stored + duplicates > 0)) this.lastStoredAt = now;
    this.onWritten(
      batches.reduce((sum, { count }) => sum + count, 0),
      (now - startedAt) / 1000,
    );
    return outcomes;
  }

  private async searchFault(
    batches: readonly SinkBatch[],
    signal: AbortSignal,
    onFailure: (error: SluiceError) => void,
  ): Promise<readonly WriteOutcome[] | undefined> {
    const records = batches.reduce((sum, { count }) => sum + count, 0);
    if (records === 1) return undefined;
    const search = new FaultSearch(async (batch) => {
      const [outcome] = await this.circuit.run(() => this.attempt([batch]), signal, onFailure, 0);
      return outcome!; // one for each batch, as the sink says
    });
    const outcomes = await search.search(batches);
    const found = outcomes?.flatMap(({ rejected }) => rejected.filter(({ error }) => error.code === 'RECORD_FAILED'));
    const what = found ? `${found.length} at fault` : 'no telling which are at fault; all are tried again';
    this.logger.warn(`looked for the fault among ${records} records of ${batches[0]!.topic}: ${what}`);
    return outcomes;
  }

  /** A record alone is at fault where others were stored meanwhile, or where it has failed for long enough. */
  private judgeLone(
    batches: readonly SinkBatch[],
    error: unknown,
    startedAt: number,
  ): readonly WriteOutcome[] | undefined {
    if (batches.length !== 1 || batches[0]!.count !== 1) return undefined;
    const hasWitness = this.lastStoredAt > startedAt;
    if (!hasWitness && performance.now() - startedAt < LONE_PATIENCE_MS) return undefined;
    return [{ stored: 0, duplicates: 0, rejected: [rejectedFor(0, error)] }];
  }
}
