import type { SluiceError } from '@sluice/contracts';
import type { SettingsValues } from '@sluice/settings';
import type { IdStrategy } from '@sluice/storage';
import { ID_STRATEGIES, type mongodbSinkProperties } from './mongodb-properties.js';

export interface MongodbSinkConfig {
  readonly url: string;
  readonly database: string | undefined;
  /** Collection of a topic. */
  readonly collectionOf: (topic: string) => string;
  readonly id: IdStrategy;
}

/** Checks the sink's part of a connector's properties. Throws what `problem` makes of the reason. */
export function mongodbSinkConfig(
  values: SettingsValues<typeof mongodbSinkProperties>,
  collections: ReadonlyMap<string, string>,
  defaults: { readonly mongodbUrl: string | undefined; readonly database: string | undefined },
  problem: (why: string) => SluiceError,
): MongodbSinkConfig {
  const url = values['connection.uri'] ?? defaults.mongodbUrl;
  if (url === undefined) throw problem('connection.uri is missing, and MONGO_DB_URL is not set either');
  const { collection } = values;
  return {
    url,
    database: values.database ?? defaults.database,
    collectionOf: (topic) => collections.get(topic) ?? collection ?? topic,
    id: idStrategy(values, problem),
  };
}

function idStrategy(
  values: SettingsValues<typeof mongodbSinkProperties>,
  problem: (why: string) => SluiceError,
): IdStrategy {
  const fields = values['document.id.strategy.partial.value.projection.list'];
  switch (values['document.id.strategy']) {
    case ID_STRATEGIES.key:
      return 'key';
    case ID_STRATEGIES.fields:
      if (!fields || fields.length === 0) {
        throw problem('PartialValueStrategy needs document.id.strategy.partial.value.projection.list');
      }
      return { fields };
    case ID_STRATEGIES.providedInValue:
      return { fields: ['_id'] };
    default:
      return 'position';
  }
}
