import { SluiceError } from '@sluice/contracts';
import mongoose, { type Connection } from 'mongoose';
import { classifyMongoError } from '../classify-mongo-error.js';
import { openDatabase } from '../connect-mongo.js';
import type { DatasetCatalog } from './dataset-catalog.js';

const NAMESPACE_EXISTS = 48;
const NAMESPACE_MISSING = 26;

/** Renames and drops datasets as a whole. Every method throws a SluiceError, transient while MongoDB is away. */
export class DatasetCollections {
  constructor(
    private readonly connection: Connection,
    private readonly catalog: DatasetCatalog,
  ) {}

  /**
   * Gives a dataset another name, its collection and indexes with it. Cut off in between it can be repeated: the
   * records have one of the two names, and the catalogue at least that one.
   * @throws SluiceError DATASET_EXISTS where the new name is taken
   */
  async rename(from: string, to: string): Promise<void> {
    const doing = `renaming dataset ${from}`;
    const database = await openDatabase(this.connection, doing);
    try {
      const collections = await database.listCollections({ name: to }, { nameOnly: true }).toArray();
      if (collections.length > 0) throw taken(doing, to);
      await this.catalog.copy(from, to);
      await database.renameCollection(from, to);
    } catch (error) {
      const code = error instanceof mongoose.mongo.MongoServerError ? error.code : undefined;
      if (code === NAMESPACE_EXISTS) throw taken(doing, to);
      // A dataset without records yet has no collection.
      if (code !== NAMESPACE_MISSING) throw classifyMongoError(error, doing);
    }
    await this.catalog.remove(from);
  }

  /** Removes a dataset with all its records, for good. */
  async drop(name: string): Promise<void> {
    const doing = `dropping dataset ${name}`;
    const database = await openDatabase(this.connection, doing);
    try {
      await database.dropCollection(name);
    } catch (error) {
      const isGone = error instanceof mongoose.mongo.MongoServerError && error.code === NAMESPACE_MISSING;
      if (!isGone) throw classifyMongoError(error, doing);
    }
    await this.catalog.remove(name);
  }
}

function taken(doing: string, to: string): SluiceError {
  return new SluiceError('DATASET_EXISTS', `${doing}: there is a collection "${to}"`, {
    context: { parameter: 'to', expected: 'a name that is free', example: `${to}-2` },
  });
}
