import { settings } from '@sluice/runtime';

/** Keys of the connection to MongoDB. An app that cannot do without makes the URL required. */
export const mongoSettings = settings({
  MONGO_DB_URL: {
    type: 'string',
    secret: true,
    example: 'mongodb://localhost:27017/?replicaSet=rs0',
    help: 'Connection string of MongoDB.',
  },
  MONGO_DB_NAME: {
    type: 'string',
    help: 'Database; by default the one of the connection string, else sluice.',
  },
});
