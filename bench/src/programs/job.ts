import mongoose, { type mongo } from 'mongoose';

/** One of the values that `jobEnv` sets. */
export function jobValue(name: string): string {
  const value = process.env[`BENCH_${name}`];
  if (value === undefined) throw new Error(`BENCH_${name} is missing; make bench starts this program`);
  return value;
}

/** The write concern of all contenders. */
export const DURABLE = { w: 'majority', journal: true } as const;

/** The target collection through the plain driver. */
export async function targetCollection(): Promise<mongo.Collection> {
  const client = await new mongoose.mongo.MongoClient(jobValue('MONGODB'), { writeConcern: DURABLE }).connect();
  return client.db(jobValue('DATABASE')).collection(jobValue('COLLECTION'));
}
