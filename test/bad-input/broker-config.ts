import type { KafkaConnection } from '@sluice/kafka';
import { ConfigResourceTypes } from 'kafkajs';

const NODE_ID = '1';

/** Replaces what is set for a topic. */
export function setTopicConfig(
  kafka: KafkaConnection,
  topic: string,
  config: Readonly<Record<string, string>>,
): Promise<void> {
  return alter(kafka, ConfigResourceTypes.TOPIC, topic, config);
}

/** Replaces what is set for the one broker of the stack while it runs; nothing is set to begin with. */
export function setBrokerConfig(kafka: KafkaConnection, config: Readonly<Record<string, string>>): Promise<void> {
  return alter(kafka, ConfigResourceTypes.BROKER, NODE_ID, config);
}

async function alter(
  kafka: KafkaConnection,
  type: ConfigResourceTypes,
  name: string,
  config: Readonly<Record<string, string>>,
): Promise<void> {
  const configEntries = Object.entries(config).map(([key, value]) => ({ name: key, value }));
  const admin = await kafka.admin();
  await admin.alterConfigs({ validateOnly: false, resources: [{ type, name, configEntries }] });
}
