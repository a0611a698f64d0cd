import { afterEach } from '@jest/globals';
import { groupLag } from '@sluice/kafka';
import type { AppProcess } from '../support/app-process.js';
import { until } from '../support/until.js';
import type { Arena } from './arena.js';
import { type ApiName } from './kafka-answers.js';
import { KafkaProxy, type Trouble } from './kafka-proxy.js';
import { survive, type Trial } from './survive.js';

/** Some answers in a row, so that more than one attempt fails and more than one asker is met. */
const TIMES = 3;

/** Errors that pass, by API, as brokers send them; https://kafka.apache.org/protocol#protocol_error_codes. */
const FETCH: Errors = {
  Fetch: {
    UNKNOWN_TOPIC_OR_PARTITION: 3,
    LEADER_NOT_AVAILABLE: 5,
    NOT_LEADER_OR_FOLLOWER: 6,
    REQUEST_TIMED_OUT: 7,
    REPLICA_NOT_AVAILABLE: 9,
    NETWORK_EXCEPTION: 13,
    KAFKA_STORAGE_ERROR: 56,
    FENCED_LEADER_EPOCH: 74,
    UNKNOWN_LEADER_EPOCH: 75,
    OFFSET_NOT_AVAILABLE: 78,
  },
};
const COORDINATOR = { COORDINATOR_LOAD_IN_PROGRESS: 14, COORDINATOR_NOT_AVAILABLE: 15, NOT_COORDINATOR: 16 };
const MEMBER = { ...COORDINATOR, ILLEGAL_GENERATION: 22, UNKNOWN_MEMBER_ID: 25, REBALANCE_IN_PROGRESS: 27 };
const GROUP: Errors = {
  // First, as it reads everything again: later there is much of it.
  ListOffsets: {
    UNKNOWN_TOPIC_OR_PARTITION: 3,
    LEADER_NOT_AVAILABLE: 5,
    NOT_LEADER_OR_FOLLOWER: 6,
    REQUEST_TIMED_OUT: 7,
  },
  OffsetCommit: { ...MEMBER, UNKNOWN_TOPIC_OR_PARTITION: 3, REQUEST_TIMED_OUT: 7 },
  Heartbeat: MEMBER,
  JoinGroup: { ...COORDINATOR, UNKNOWN_MEMBER_ID: 25, REBALANCE_IN_PROGRESS: 27 },
  SyncGroup: MEMBER,
  FindCoordinator: { COORDINATOR_NOT_AVAILABLE: 15, COORDINATOR_LOAD_IN_PROGRESS: 14 },
  OffsetFetch: { ...COORDINATOR, UNSTABLE_OFFSET_COMMIT: 88 },
  Metadata: { UNKNOWN_TOPIC_OR_PARTITION: 3, LEADER_NOT_AVAILABLE: 5, REPLICA_NOT_AVAILABLE: 9 },
};
const DEAD_LETTERS: Errors = {
  Produce: {
    UNKNOWN_TOPIC_OR_PARTITION: 3,
    LEADER_NOT_AVAILABLE: 5,
    NOT_LEADER_OR_FOLLOWER: 6,
    REQUEST_TIMED_OUT: 7,
    NETWORK_EXCEPTION: 13,
    NOT_ENOUGH_REPLICAS: 19,
    NOT_ENOUGH_REPLICAS_AFTER_APPEND: 20,
    KAFKA_STORAGE_ERROR: 56,
  },
  InitProducerId: { COORDINATOR_LOAD_IN_PROGRESS: 14, COORDINATOR_NOT_AVAILABLE: 15 },
};
/** Asked only at a join or after a leader moved. */
const RARE: readonly ApiName[] = [
  'JoinGroup',
  'SyncGroup',
  'FindCoordinator',
  'OffsetFetch',
  'ListOffsets',
  'Metadata',
];
const CODES = { OFFSET_OUT_OF_RANGE: 1, NOT_LEADER_OR_FOLLOWER: 6, REBALANCE_IN_PROGRESS: 27, UNKNOWN_PRODUCER_ID: 59 };

type Errors = Partial<Record<ApiName, Readonly<Record<string, number>>>>;
type Fault = readonly [ApiName, Trouble];

let proxy: KafkaProxy | undefined;
let consumer: AppProcess | undefined;
afterEach(() => proxy?.close());

/** A trial in which the consumer sees the broker through the proxy. */
function surviveAnswers(fault: string, runs: Trial['runs'], faultsOf: (run: number) => readonly Fault[]): void {
  survive({
    fault,
    runs,
    prepare: async (arena) => {
      proxy = await KafkaProxy.open(arena.stack.kafka.bootstrapServers);
      consumer = await arena.startConsumer({ BOOTSTRAP_SERVER: proxy.bootstrapServers });
    },
    inflict: async (arena, run) => {
      for (const [api, trouble] of faultsOf(run)) {
        // who gets a late answer has no reason to ask again
        const times = 'delayMs' in trouble ? 1 : TIMES;
        proxy?.trouble(api, trouble, times);
        // what is asked seldom has to be asked for
        if (RARE.includes(api)) proxy?.trouble('Heartbeat', { code: CODES.REBALANCE_IN_PROGRESS }, times);
        if (api === 'ListOffsets') proxy?.trouble('Fetch', { code: CODES.OFFSET_OUT_OF_RANGE }, times);
        if (api === 'Metadata') proxy?.trouble('Fetch', { code: CODES.NOT_LEADER_OR_FOLLOWER });
        if (api === 'InitProducerId') proxy?.trouble('Produce', { code: CODES.UNKNOWN_PRODUCER_ID });
      }
      await proxy?.untilMade().catch((error: unknown) => {
        throw new Error(`after:\n${consumer?.output.slice(-2_000)}`, { cause: error });
      });
      await untilCommitting(arena);
    },
  });
}

/** A consumer that stores but cannot commit would begin far behind after a restart. */
async function untilCommitting({ bed }: Arena): Promise<void> {
  let before: bigint | undefined;
  const committed = async (): Promise<bigint> => {
    const lags = await groupLag(bed.kafka, `connect-${bed.topic}`, [bed.topic]);
    return lags.reduce((sum, lag) => sum + (lag.committed ?? 0n), 0n);
  };
  await until('offsets are committed', async () => (await committed()) > (before ??= await committed()), 45_000);
}

function faultsOf(errors: Errors): Fault[] {
  return Object.entries(errors).flatMap(
    ([api, codes]) => Object.values(codes).map((code): Fault => [api as ApiName, { code }]), // the keys are those of the table
  );
}

function surviveEach(fault: string, faults: readonly Fault[]): void {
  surviveAnswers(fault, [0, faults.length], (run) => faults.slice(run, run + 1));
}

surviveAnswers('broker that answers with errors that pass, one of each sort', [1, 0], () => [
  ['Fetch', { code: 6 }],
  ['Fetch', { code: 56 }],
  ['OffsetCommit', { code: 15 }],
  ['FindCoordinator', { code: 15 }],
  ['Metadata', { code: 5 }],
  ['Produce', { code: 20 }],
  ['Fetch', { cut: true }],
]);
surviveEach('broker that answers fetches with each error that passes, thrice', faultsOf(FETCH));
surviveEach('broker that answers the group with each error that passes, thrice', faultsOf(GROUP));
surviveEach('broker that answers dead letters with each error that passes, thrice', faultsOf(DEAD_LETTERS));

const APIS: readonly ApiName[] = ['Fetch', 'OffsetCommit', 'Heartbeat', 'Produce', ...RARE];
surviveEach(
  'connection cut in the middle of an answer, each API, thrice',
  APIS.map((api): Fault => [api, { cut: true }]),
);
surviveEach(
  'answers 3 s late, each API',
  APIS.map((api): Fault => [api, { delayMs: 3_000 }]),
);
