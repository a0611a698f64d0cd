import { createRequire } from 'node:module';
import { describe, expect, it, jest } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { createCluster, fixRequestQueue } from './kafkajs-internals.js';

const require = createRequire(import.meta.url);

interface Queue {
  pending: unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  maybeThrottle(ms: number): void;
  checkPendingRequests(): void;
  destroy(): void;
}

function makeQueue(): Queue {
  fixRequestQueue();
  const RequestQueue = require('kafkajs/src/network/requestQueue/index.js') as new (options: object) => Queue;
  const logger = { debug: () => undefined, warn: () => undefined };
  return new RequestQueue({ maxInFlightRequests: 1, requestTimeout: 1000, logger });
}

describe('what is known of kafkajs', () => {
  it('makes a cluster client with the parts that the producer uses', () => {
    const cluster = createCluster(new Kafka({ brokers: ['127.0.0.1:1'], logLevel: logLevel.NOTHING }));
    expect(typeof cluster.connect).toBe('function');
    expect(typeof cluster.removeBroker).toBe('function');
    expect(typeof cluster.brokerPool.findBroker).toBe('function');
    expect(typeof cluster.brokerPool.findConnectedBroker).toBe('function');
    expect(typeof cluster.brokerPool.refreshMetadata).toBe('function');
  });

  it('sets no timer while no request waits', () => {
    const queue = makeQueue();
    queue.checkPendingRequests();
    expect(queue.throttleCheckTimeoutId).toBeNull();
  });

  it('still sends a throttled request when its time has come', () => {
    jest.useFakeTimers();
    try {
      const queue = makeQueue();
      queue.maybeThrottle(500);
      const send = jest.fn();
      queue.pending.push({ send, expectResponse: true });
      queue.checkPendingRequests();
      jest.advanceTimersByTime(400);
      expect(send).not.toHaveBeenCalled();
      jest.advanceTimersByTime(200);
      expect(send).toHaveBeenCalledTimes(1);
      queue.destroy();
    } finally {
      jest.useRealTimers();
    }
  });
});
