import type { KafkaConnection } from '../connection.js';
import { createCluster } from '../kafkajs-internals.js';

const GROUP = 0;

/**
 * Why no coordinator of a group was found. kafkajs asks every broker and forgets what they answered, so that a group
 * that the user may not join looks like a cluster that is not ready. Answers `error` where nothing else is known.
 */
export async function coordinatorRefusal(
  connection: KafkaConnection,
  groupId: string,
  error: unknown,
): Promise<unknown> {
  const isLost = error instanceof Error && error.name === 'KafkaJSGroupCoordinatorNotFound';
  if (!isLost) return error;
  const cluster = createCluster(connection.kafka);
  try {
    await cluster.connect();
    const broker = await cluster.brokerPool.findConnectedBroker();
    await broker.findGroupCoordinator({ groupId, coordinatorType: GROUP });
    return error;
  } catch (reason) {
    return reason;
  } finally {
    await cluster.disconnect().catch(() => undefined);
  }
}
