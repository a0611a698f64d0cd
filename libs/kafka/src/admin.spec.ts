import { describe, expect, it, jest } from '@jest/globals';
import { ensureTopic } from './admin.js';
import type { KafkaConnection } from './connection.js';
import { protocolError } from './kafkajs-internals.js';

const UNKNOWN_TOPIC = 3;
const POLICY_VIOLATION = 44;

const connectionOf = (admin: object): KafkaConnection =>
  ({ admin: () => Promise.resolve(admin) }) as unknown as KafkaConnection;

describe('ensureTopic', () => {
  it('waits until a topic that it made is known, where the broker asked for its leader has not heard of it', async () => {
    const createTopics = () => Promise.reject<boolean>(protocolError(UNKNOWN_TOPIC));
    const fetchTopicMetadata = jest
      .fn<() => Promise<object>>()
      .mockRejectedValueOnce(protocolError(UNKNOWN_TOPIC))
      .mockResolvedValueOnce({ topics: [] });
    await expect(ensureTopic(connectionOf({ createTopics, fetchTopicMetadata }), 'sensor')).resolves.toBe(true);
    expect(fetchTopicMetadata).toHaveBeenCalledTimes(2);
  });

  it('does not wait for a topic that is refused', async () => {
    const createTopics = () => Promise.reject<boolean>(protocolError(POLICY_VIOLATION));
    await expect(ensureTopic(connectionOf({ createTopics }), 'sensor')).rejects.toMatchObject({
      code: 'BROKER_REFUSED',
    });
  });
});
