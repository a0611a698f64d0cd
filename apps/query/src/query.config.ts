import { type AllSettings, settings } from '@sluice/settings';
import { mongoSettings } from '@sluice/storage';

export const querySettings = settings({
  QUERY_TIMEOUT_MS: {
    type: 'integer',
    default: 10_000,
    min: 1,
    help: 'Time that MongoDB may take for one query before it is ended and answered with 503.',
  },
  QUERY_SLOW_MS: {
    type: 'integer',
    default: 1_000,
    min: 0,
    help: 'A query that takes longer is told in the log, with the index that it lacks.',
  },
  QUERY_BUCKETS_MAX_LAG_MS: {
    type: 'integer',
    default: 10_000,
    min: 0,
    help: 'Buckets that are further behind what is stored are not used, and aggregates are computed of the records.',
  },
  QUERY_LIVE_HEARTBEAT_MS: {
    type: 'integer',
    default: 15_000,
    min: 10,
    help: 'How often a live stream without events shows that it is alive; below the idle timeout of proxies.',
  },
  QUERY_EXPORT_TIMEOUT_MS: {
    type: 'integer',
    default: 3_600_000,
    min: 1,
    help: 'Time that MongoDB may take for one export, waiting for a slow client not included.',
  },
});

const requiredMongoSettings = settings({
  ...mongoSettings,
  MONGO_DB_URL: { ...mongoSettings.MONGO_DB_URL, required: true },
});

export const queryGroups = [querySettings, requiredMongoSettings] as const;

export type QueryValues = AllSettings<typeof queryGroups>;
