import { describe, expect, it, jest } from '@jest/globals';
import { SluiceError } from '@sluice/contracts';
import type { KafkaConnection } from './connection.js';
import { type DeadLetter, DeadLetterPublisher } from './dead-letter-publisher.js';
import { protocolError } from './kafkajs-internals.js';
import type { RecordProducer } from './produce/record-producer.js';

const POLICY_VIOLATION = 44;
const LETTER: DeadLetter = {
  origin: { topic: 'sensor', partition: 0, offset: 1, timestamp: 0 },
  key: null,
  value: Buffer.from('no JSON'),
  headers: [],
  error: new SluiceError('VALUE_NOT_JSON', 'decoding a record'),
  stage: 'VALUE_CONVERTER',
  connector: 'mongo',
};

interface Asked {
  readonly topics: readonly [{ readonly configEntries: readonly { readonly name: string }[] }];
}

/** A publisher whose broker makes topics as `create` says; no broker here refuses a size by policy. */
function publisherOf(create: (asked: Asked) => Promise<boolean>): DeadLetterPublisher {
  const connection = { admin: () => Promise.resolve({ createTopics: create }) } as unknown as KafkaConnection;
  const send = () => Promise.resolve([{ partition: 0, offset: 0n }]);
  return new DeadLetterPublisher(connection, { send } as unknown as RecordProducer);
}

describe('the topic of dead letters', () => {
  it('is made without a limit of its own where the broker refuses a large one', async () => {
    const create = jest
      .fn<(asked: Asked) => Promise<boolean>>()
      .mockRejectedValueOnce(protocolError(POLICY_VIOLATION))
      .mockResolvedValueOnce(true);
    await publisherOf(create).publish('dlq', [LETTER]);
    const names = create.mock.calls.map(([{ topics }]) => topics[0].configEntries.map(({ name }) => name));
    expect(names).toEqual([['retention.ms', 'max.message.bytes'], ['retention.ms']]);
  });

  it('is given up where the broker refuses it in any form', async () => {
    const create = jest.fn(() => Promise.reject<boolean>(protocolError(POLICY_VIOLATION)));
    await expect(publisherOf(create).publish('dlq', [LETTER])).rejects.toMatchObject({ code: 'BROKER_REFUSED' });
  });
});
