import { settings } from '@sluice/settings';

/** Where the datasets are. */
export const mongoSettings = settings({
  MONGO_DB_URL: {
    type: 'string',
    alias: ['MONGODB_URL', 'MONGODB_URI'],
    secret: true,
    example: 'mongodb://localhost:27017/?replicaSet=rs0',
    help: 'Connection string of MongoDB.',
  },
  MONGO_DB_NAME: { type: 'string', help: 'Database; by default the one of the connection string, else `sluice`.' },
});
