import { describe, expect, it } from '@jest/globals';
import { SluiceError } from '@sluice/contracts';
import { DeliveryLedger } from './delivery-ledger.js';
import { ResponseLease } from '../network/response-memory.js';
import type { RecordBatch } from './record-batch-delivery.js';
import { RecordBlock } from './record-block.js';

interface Delivery {
  readonly batch: RecordBatch;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

function ledgerWithControls() {
  const deliveries: Delivery[] = [];
  const fatal: SluiceError[] = [];
  const ledger = new DeliveryLedger(
    (batch) => new Promise<void>((resolve, reject) => deliveries.push({ batch, resolve, reject })),
    (error) => fatal.push(error),
  );
  const add = (firstOffset: number, lastOffset: number, partition = 0): void =>
    ledger.add({ topic: 't', partition, blocks: [], count: 1, bytes: 10, firstOffset, lastOffset });
  return { ledger, deliveries, fatal, add };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('DeliveryLedger', () => {
  it('holds the committable offset back until every earlier batch is durable', async () => {
    const { ledger, deliveries, add } = ledgerWithControls();
    add(0, 9);
    add(10, 19);
    deliveries[1]!.resolve();
    await settled();
    expect(ledger.committable()).toEqual([]);
    deliveries[0]!.resolve();
    await settled();
    expect(ledger.committable()).toEqual([{ topic: 't', partition: 0, offset: '20' }]);
  });

  it('offers an offset until it is marked as committed', async () => {
    const { ledger, deliveries, add } = ledgerWithControls();
    add(0, 9);
    deliveries[0]!.resolve();
    await settled();
    const offsets = ledger.committable();
    expect(ledger.committable()).toEqual(offsets);
    ledger.markCommitted(offsets);
    expect(ledger.committable()).toEqual([]);
  });

  it('never commits past a batch that failed, and reports the failure', async () => {
    const { ledger, deliveries, fatal, add } = ledgerWithControls();
    add(0, 9);
    add(10, 19);
    deliveries[0]!.reject(new SluiceError('STORE_AUTH', 'writing'));
    deliveries[1]!.resolve();
    await settled();
    expect(ledger.committable()).toEqual([]);
    expect(fatal.map(({ code }) => code)).toEqual(['STORE_AUTH']);
  });

  it('gives batches back on a new assignment: aborts them, forgets their offsets, reports nothing', async () => {
    const { ledger, deliveries, fatal, add } = ledgerWithControls();
    add(0, 9);
    ledger.reset();
    expect(deliveries[0]!.batch.signal.aborted).toBe(true);
    deliveries[0]!.reject(new SluiceError('SHUTTING_DOWN', 'given back'));
    await settled();
    expect(fatal).toEqual([]);
    expect(ledger.committable()).toEqual([]);
    expect(ledger.bytesInFlight).toBe(0);
  });

  it('does not commit for a new assignment what an old delivery finishes late', async () => {
    const { ledger, deliveries, add } = ledgerWithControls();
    add(0, 9);
    ledger.reset();
    add(0, 4);
    deliveries[0]!.resolve();
    await settled();
    expect(ledger.committable()).toEqual([]);
    deliveries[1]!.resolve();
    await settled();
    expect(ledger.committable()).toEqual([{ topic: 't', partition: 0, offset: '5' }]);
  });

  it('gives the memory of a delivered batch back, of one that was given back never', async () => {
    const { ledger, deliveries } = ledgerWithControls();
    const given: number[] = [];
    for (const firstOffset of [0, 10, 20]) {
      const block = new RecordBlock(Buffer.alloc(0), 0, new ResponseLease(() => given.push(firstOffset)));
      const lastOffset = firstOffset + 9;
      ledger.add({ topic: 't', partition: 0, blocks: [block], count: 1, bytes: 10, firstOffset, lastOffset });
    }
    deliveries[1]!.resolve();
    await settled();
    expect(given).toEqual([10]);
    ledger.reset();
    deliveries[0]!.reject(new SluiceError('SHUTTING_DOWN', 'given back'));
    await settled();
    expect(given).toEqual([10]);
  });

  it('keeps where a partition begins, before its first batch is durable, and never moves back to it', async () => {
    const { ledger, deliveries, add } = ledgerWithControls();
    ledger.begin('t', 0, 5);
    add(5, 9);
    expect(ledger.committable()).toEqual([{ topic: 't', partition: 0, offset: '5' }]);
    deliveries[0]!.resolve();
    await settled();
    ledger.begin('t', 0, 5);
    expect(ledger.committable()).toEqual([{ topic: 't', partition: 0, offset: '10' }]);
  });

  it('moves over offsets that hold nothing to deliver, once what is before them is durable', async () => {
    const { ledger, deliveries, add } = ledgerWithControls();
    add(0, 9);
    ledger.skip('t', 0, 10);
    expect(ledger.committable()).toEqual([]);
    deliveries[0]!.resolve();
    await settled();
    expect(ledger.committable()).toEqual([{ topic: 't', partition: 0, offset: '11' }]);
  });

  it('drains: true once nothing is in flight, false when time is over', async () => {
    const { ledger, deliveries, add } = ledgerWithControls();
    add(0, 9);
    expect(await ledger.drain(5)).toBe(false);
    const drained = ledger.drain(1_000);
    deliveries[0]!.resolve();
    expect(await drained).toBe(true);
  });
});
