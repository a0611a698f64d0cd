import { SluiceError } from '@sluice/contracts';
import { type ConnectorConfig, connectorConfig, type ConnectorDefaults } from './connector-config.js';
import { type ConnectorProperties, readConnectorFiles } from './connector-files.js';

/** Every topic but internal ones (leading underscore) and dead letters, each into a collection of its name. */
const STORE_EVERYTHING: ConnectorProperties = {
  file: 'the default connector',
  properties: {
    name: 'default',
    'connector.class': 'com.mongodb.kafka.connect.MongoSinkConnector',
    'topics.regex': '(?!_|dlq\\.).+',
  },
};

/**
 * The connectors of the process, checked. Throws one CONFIG_INVALID that lists the problems of all files.
 *
 * @param path connector file or folder; undefined for the default connector
 */
export async function loadConnectors(
  path: string | undefined,
  defaults: ConnectorDefaults,
): Promise<ConnectorConfig[]> {
  const sources = path === undefined ? [STORE_EVERYTHING] : await readConnectorFiles(path);
  const problems: string[] = [];
  const configs: ConnectorConfig[] = [];
  for (const source of sources) {
    try {
      const config = connectorConfig(source, defaults);
      if (configs.some(({ name }) => name === config.name)) {
        problems.push(`${source.file}: another connector is named ${config.name} too`);
      }
      const sharing = configs.find(({ groupId }) => groupId === config.groupId);
      if (sharing && sharing.name !== config.name) {
        problems.push(
          `${source.file}: ${sharing.name} is in group ${config.groupId} too, and each would get only a part; give each its own consumer.override.group.id`,
        );
      }
      configs.push(config);
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0) throw new SluiceError('CONFIG_INVALID', problems.join('\n'), { context: { problems } });
  return configs;
}
