import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { SluiceError } from '@sluice/contracts';
import type { LoggerService } from '@nestjs/common';
import mongoose, { type Connection, type mongo } from 'mongoose';
import { classifyMongoError } from './classify-mongo-error.js';

/** A connection of Mongoose, also as the token under which Nest provides it. */
export const MongoConnection = mongoose.Connection;
export type MongoConnection = Connection;

export interface MongoOptions {
  readonly url: string;
  /** Default: the database of the URL, else `sluice`. */
  readonly database?: string | undefined;
  /** Name that mongod's logs and `currentOp` show. */
  readonly appName: string;
  readonly logger?: Pick<LoggerService, 'log' | 'warn'>;
  /** Told, once, that MongoDB refuses these credentials or certificates: it is not tried any more. */
  readonly onFatal?: (error: SluiceError) => void;
  /** How long an operation looks for a server before it fails with STORE_UNAVAILABLE. */
  readonly serverSelectionTimeoutMS?: number;
}

const DEFAULT_DATABASE = 'sluice';
const SELECTION_TIMEOUT_MS = 5_000;
const RETRY_DELAY_MS = 1_000;

/**
 * A connection that opens in the background and keeps trying until it is closed, so that an app starts while MongoDB
 * is away. Meanwhile `asPromise()` rejects. Writes are confirmed by a majority and journalled.
 * @throws SluiceError CONFIG_INVALID where the URL is malformed
 */
export function connectMongo(options: MongoOptions): Connection {
  const parameters: mongo.MongoClientOptions & { dbName: string; bufferCommands: boolean } = {
    dbName: options.database ?? databaseOf(options.url) ?? DEFAULT_DATABASE,
    appName: options.appName,
    writeConcern: { w: 'majority', journal: true },
    serverSelectionTimeoutMS: options.serverSelectionTimeoutMS ?? SELECTION_TIMEOUT_MS,
    bufferCommands: false,
  };
  assertUrl(options.url);
  assertFiles(options.url);
  const connection = mongoose.createConnection();
  const stop = new AbortController();
  const close = connection.close.bind(connection);
  // Mongoose's own close waits for an attempt under way; nobody else tells the loop to end.
  connection.close = async (force) => {
    stop.abort();
    if (connection.readyState === mongoose.ConnectionStates.connecting) await connection.getClient().close();
    return close(force);
  };
  connection.on('error', () => undefined);
  void keepOpening(connection, () => connection.openUri(options.url, { ...parameters }), stop.signal, options);
  return connection;
}

/** Answers as soon as mongod does. Throws a SluiceError, transient while it is away. */
export async function pingMongo(connection: Connection): Promise<void> {
  const database = await openDatabase(connection, 'pinging MongoDB');
  await database.command({ ping: 1 }).catch((error: unknown) => {
    throw classifyMongoError(error, 'pinging MongoDB');
  });
}

/** The native database once the connection is open. Throws a SluiceError, transient while MongoDB is away. */
export async function openDatabase(connection: Connection, doing: string): Promise<mongo.Db> {
  try {
    const { db } = await connection.asPromise();
    if (db !== undefined) return db;
  } catch (error) {
    throw classifyMongoError(error, doing);
  }
  throw new SluiceError('STORE_UNAVAILABLE', `${doing}: not connected`);
}

async function keepOpening(
  connection: Connection,
  open: () => Promise<unknown>,
  signal: AbortSignal,
  { logger, onFatal }: MongoOptions,
): Promise<void> {
  let told = '';
  while (!signal.aborted) {
    try {
      await open();
      logger?.log('connected to MongoDB', { database: connection.name }, 'mongodb');
      return;
    } catch (error) {
      const known = classifyMongoError(error, 'connecting to MongoDB');
      const { code, message } = known;
      if (known.kind === 'fatal' && onFatal && !signal.aborted) return onFatal(known);
      if (!signal.aborted && told !== code) logger?.warn(message, { code }, 'mongodb');
      told = code;
    }
    await delay(RETRY_DELAY_MS, undefined, { signal }).catch(() => undefined);
  }
}

function assertUrl(url: string): void {
  try {
    // An unconnected client holds no resources.
    void new mongoose.mongo.MongoClient(url);
  } catch (cause) {
    // The driver's message may quote the URL with its password.
    const why = (cause instanceof Error ? cause.message : String(cause)).replaceAll(url, '***');
    throw new SluiceError('CONFIG_INVALID', `reading the connection string of MongoDB: ${why}`);
  }
}

/** The driver reads them when it connects, and would try again for ever. */
function assertFiles(url: string): void {
  const options = new URLSearchParams(url.slice(url.indexOf('?') + 1));
  for (const [name, path] of options) {
    if (!/^tls(?:CAFile|CertificateKeyFile|CRLFile)$/i.test(name) || existsSync(path)) continue;
    throw new SluiceError('CONFIG_INVALID', `reading the connection string of MongoDB: ${name}: there is no ${path}`);
  }
}

/** `mongodb://…/name?options` */
function databaseOf(url: string): string | undefined {
  const path = /^mongodb(?:\+srv)?:\/\/[^/]*\/([^?]+)/.exec(url)?.[1];
  return path === undefined ? undefined : decodeURIComponent(path);
}
