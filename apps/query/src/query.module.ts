import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import { type AppSpec, Logger, type Runtime } from '@sluice/runtime';
import {
  Aggregator,
  BucketKeepers,
  BucketStore,
  connectMongo,
  DatasetCatalog,
  DatasetCollections,
  DatasetIndexes,
  Exporter,
  LatestReader,
  LiveAggregates,
  LiveHub,
  type MongoConnection,
  Profiler,
  RecordCounter,
  RecordReader,
  SeriesReader,
} from '@sluice/storage';
import { Aggregates, type AggregatesParts } from './aggregates/aggregates.js';
import { AggregatesController } from './aggregates/aggregates.controller.js';
import { BucketKeeping } from './buckets/bucket-keeping.js';
import { Buckets } from './buckets/buckets.js';
import { BucketsController } from './buckets/buckets.controller.js';
import { compressReplies } from './compress.js';
import { CONSOLE_ROUTES, serveConsole } from './console/serve-console.js';
import { Datasets } from './datasets.js';
import { DatasetsController } from './datasets.controller.js';
import { ExportController } from './export/export.controller.js';
import { Exports } from './export/exports.js';
import { KnownDatasets } from './known-datasets.js';
import { Latest } from './latest/latest.js';
import { LatestController } from './latest/latest.controller.js';
import { Live } from './live/live.js';
import { LiveController } from './live/live.controller.js';
import { DatasetManagement } from './manage/dataset-management.js';
import { DatasetManagementController } from './manage/dataset-management.controller.js';
import { IndexBuilds } from './manage/index-builds.js';
import { IndexesController } from './manage/indexes.controller.js';
import { SlowQueries } from './manage/slow-queries.js';
import { MongoLink } from './mongo-link.js';
import { ProfileController } from './profile/profile.controller.js';
import { Profiles } from './profile/profiles.js';
import { queryGroups, type QueryValues } from './query.config.js';
import { observeRequests, QueryMetrics } from './query-metrics.js';
import { Records } from './records/records.js';
import { RecordsController } from './records/records.controller.js';
import { roleOf } from './role-of.js';
import { tagReplies } from './etag.js';
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
    const catalog = new DatasetCatalog(connection);
    const buckets = new BucketStore(connection);
    return {
      module: QueryModule,
      controllers: [
        DatasetsController,
        RecordsController,
        LatestController,
        AggregatesController,
        ExportController,
        LiveController,
        ProfileController,
        IndexesController,
        BucketsController,
        DatasetManagementController,
      ],
      providers: [
        MongoLink,
        QueryMetrics,
        KnownDatasets,
        { provide: APP_INTERCEPTOR, useClass: SuggestDataset },
        Datasets,
        Records,
        Latest,
        Buckets,
        Exports,
        Profiles,
        IndexBuilds,
        DatasetManagement,
        { provide: getConnectionToken(), useValue: connection },
        { provide: LiveHub, useValue: new LiveHub(connection, values.QUERY_TIMEOUT_MS) },
        {
          provide: Live,
          inject: [KnownDatasets, LiveHub, Aggregator, QueryMetrics],
          useFactory: (known: KnownDatasets, hub: LiveHub, aggregator: Aggregator, metrics: QueryMetrics) =>
            new Live(known, hub, new LiveAggregates(hub, aggregator), metrics, values.QUERY_LIVE_HEARTBEAT_MS),
        },
        { provide: DatasetCatalog, useValue: catalog },
        { provide: BucketStore, useValue: buckets },
        {
          provide: BucketKeeping,
          inject: [QueryMetrics, Logger],
          useFactory: (metrics: QueryMetrics, log: Logger) =>
            new BucketKeeping((watch) => new BucketKeepers(connection, buckets, catalog, watch), metrics, log),
        },
        {
          provide: Aggregates,
          inject: [KnownDatasets, Aggregator, SeriesReader, SlowQueries, BucketStore, QueryMetrics],
          useFactory: (...parts: AggregatesParts) => new Aggregates(...parts, values.QUERY_BUCKETS_MAX_LAG_MS),
        },
        { provide: DatasetCollections, useValue: new DatasetCollections(connection, catalog) },
        { provide: DatasetIndexes, useValue: new DatasetIndexes(connection) },
        {
          provide: SlowQueries,
          inject: [KnownDatasets, DatasetIndexes, Logger],
          useFactory: (known: KnownDatasets, indexes: DatasetIndexes, log: Logger) =>
            new SlowQueries(known, indexes, log, values.QUERY_SLOW_MS),
        },
        { provide: Exporter, useValue: new Exporter(connection, values.QUERY_EXPORT_TIMEOUT_MS) },
        ...readersOf(connection, values.QUERY_TIMEOUT_MS),
      ],
    };
  }
}

/** What reads datasets, each within the time of one query. */
function readersOf(connection: MongoConnection, maxTimeMS: number): Provider[] {
  return [RecordReader, RecordCounter, LatestReader, Aggregator, SeriesReader, Profiler].map((Reader) => ({
    provide: Reader,
    useValue: new Reader(connection, maxTimeMS),
  }));
}

export const queryApp: AppSpec<typeof queryGroups> = {
  app: 'query',
  port: 3000,
  title: 'Sluice query',
  description: 'Reads the datasets that connectors store: schemas, records, aggregates, exports, live.',
  settings: queryGroups,
  module: (values, runtime) => QueryModule.of(values, runtime),
  roleOf,
  openRoutes: CONSOLE_ROUTES,
  configure: (app) => {
    observeRequests(app);
    const fastify = app.getHttpAdapter().getInstance();
    tagReplies(fastify);
    compressReplies(fastify);
    serveConsole(app);
  },
};
