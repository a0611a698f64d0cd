import { jest } from '@jest/globals';

// The first suite that asks for the shared stack waits for its start, on a new machine for downloads too.
jest.setTimeout(180_000);
