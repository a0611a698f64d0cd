import type { Connection } from 'mongoose';
import mongoose from 'mongoose';
import { SluiceError } from '@sluice/contracts';
import { classifyMongoError } from '../classify-mongo-error.js';
import { openDatabase } from '../connect-mongo.js';
import { type DatasetDocument, datasetModel } from './dataset.model.js';
import { type DatasetSighting, mergeSighting } from './merge-sighting.js';

/** A dataset as the catalogue answers it. */
export interface DatasetEntry extends Omit<DatasetDocument, '_id'> {
  readonly name: string;
}

const ATTEMPTS = 20;

/** The datasets that connectors write. Every method throws a SluiceError, transient while MongoDB is away. */
export class DatasetCatalog {
  constructor(private readonly connection: Connection) {}

  /** Works a sighting in; writers may do so at the same time, and nothing that any of them saw is lost. */
  async upsert(sighting: DatasetSighting): Promise<void> {
    const doing = `registering dataset ${sighting.name}`;
    const model = await this.model(doing);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      try {
        const known = await model.findById(sighting.name).read('primary').lean<DatasetDocument | null>();
        const merged = mergeSighting(known ?? undefined, sighting, new Date());
        if (merged === undefined) return;
        // An entry of another revision is not matched, and inserting it again is a duplicate.
        const filter = { _id: sighting.name, revision: known?.revision ?? 0 };
        await model.updateOne(filter, { $set: merged, $inc: { revision: 1 } }, { upsert: true });
        return;
      } catch (error) {
        if (!isDuplicate(error)) throw classifyMongoError(error, doing);
      }
    }
    throw new SluiceError('STORE_UNAVAILABLE', `${doing}: too many others do the same`);
  }

  /** All datasets by name. */
  async list(): Promise<DatasetEntry[]> {
    const doing = 'listing datasets';
    const model = await this.model(doing);
    try {
      const documents = await model.find().sort({ _id: 1 }).lean<DatasetDocument[]>();
      return documents.map(toEntry);
    } catch (error) {
      throw classifyMongoError(error, doing);
    }
  }

  async find(name: string): Promise<DatasetEntry | undefined> {
    const doing = `looking up dataset ${name}`;
    const model = await this.model(doing);
    try {
      const document = await model.findById(name).lean<DatasetDocument | null>();
      return document ? toEntry(document) : undefined;
    } catch (error) {
      throw classifyMongoError(error, doing);
    }
  }

  /** Adds a copy of an entry under another name. Answers false where there is none to copy, or one of that name. */
  async copy(from: string, to: string): Promise<boolean> {
    const doing = `naming dataset ${from} ${to}`;
    const model = await this.model(doing);
    try {
      const known = await model.findById(from).read('primary').lean<DatasetDocument | null>();
      if (known === null) return false;
      await model.collection.insertOne({ ...known, _id: to } as never); // as it is, its dates and revision included
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw classifyMongoError(error, doing);
    }
  }

  /** Forgets a dataset; its records stay. */
  async remove(name: string): Promise<void> {
    const doing = `forgetting dataset ${name}`;
    const model = await this.model(doing);
    await model.deleteOne({ _id: name }).catch((error: unknown) => {
      throw classifyMongoError(error, doing);
    });
  }

  private async model(doing: string) {
    await openDatabase(this.connection, doing);
    return datasetModel(this.connection);
  }
}

function toEntry({ _id: name, ...entry }: DatasetDocument): DatasetEntry {
  return { name, ...entry };
}

function isDuplicate(error: unknown): boolean {
  return error instanceof mongoose.mongo.MongoServerError && error.code === 11000;
}
