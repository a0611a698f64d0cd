import { type DynamicModule, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import type { AppSpec, Runtime } from '@sluice/runtime';
import { connectMongo, DatasetCatalog, RecordReader } from '@sluice/storage';
import { Datasets } from './datasets.js';
import { DatasetsController } from './datasets.controller.js';
import { KnownDatasets } from './known-datasets.js';
import { MongoLink } from './mongo-link.js';
import { queryGroups, type QueryValues } from './query.config.js';
import { observeRequests, QueryMetrics } from './query-metrics.js';
import { RecordsController } from './records.controller.js';
import { SuggestDataset } from './suggest-dataset.js';

@Module({})
export class QueryModule {
  /** The connection opens in the background: the app starts while MongoDB is away and says so at /health/ready. */
  static of(values: QueryValues, { logger, stopFatally }: Pick<Runtime, 'logger' | 'stopFatally'>): DynamicModule {
    const connection = connectMongo({
      url: values.MONGO_DB_URL,
      database: values.MONGO_DB_NAME,
      appName: 'sluice query',
      logger,
      onFatal: stopFatally,
    });
    return {
      module: QueryModule,
      controllers: [DatasetsController, RecordsController],
      providers: [
        MongoLink,
        QueryMetrics,
        Datasets,
        KnownDatasets,
        { provide: APP_INTERCEPTOR, useClass: SuggestDataset },
        { provide: getConnectionToken(), useValue: connection },
        { provide: DatasetCatalog, useValue: new DatasetCatalog(connection) },
        { provide: RecordReader, useValue: new RecordReader(connection, values.QUERY_TIMEOUT_MS) },
      ],
    };
  }
}

export const queryApp: AppSpec<typeof queryGroups> = {
  app: 'query',
  port: 3000,
  title: 'Sluice query',
  description: 'Reads the datasets that connectors store: schemas, counts, and records by typed filters.',
  settings: queryGroups,
  module: (values, runtime) => QueryModule.of(values, runtime),
  configure: observeRequests,
};
