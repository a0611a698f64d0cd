import { sharedTestStack } from '@sluice/stack';

/** A real MongoDB for a test: SLUICE_TEST_MONGODB_URL, or the one of the stack that the suites of a run share. */
export async function testMongoUrl(): Promise<string> {
  return process.env['SLUICE_TEST_MONGODB_URL'] ?? (await sharedTestStack()).mongodb.url;
}
