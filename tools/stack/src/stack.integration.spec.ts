import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, type KafkaConfig, logLevel } from 'kafkajs';
import mongoose from 'mongoose';
import { isAlive } from './process-identity.js';
import { projectRoot } from './stack-home.js';
import { stackFolder, startStack } from './start-stack.js';
import type { Stack } from './stack.js';

jest.setTimeout(180_000);

// A busy machine needs more than kafkajs' second to connect.
const quiet = { clientId: 'stack-spec', logLevel: logLevel.NOTHING, connectionTimeout: 10_000, retry: { retries: 1 } };

async function topicsOver(config: KafkaConfig): Promise<string[]> {
  const admin = new Kafka({ ...quiet, ...config }).admin();
  await admin.connect();
  try {
    return await admin.listTopics();
  } finally {
    await admin.disconnect();
  }
}

async function createTopic(stack: Stack, topic: string): Promise<void> {
  const admin = new Kafka({ ...quiet, brokers: [stack.kafka.bootstrapServers] }).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic }], waitForLeaders: true });
  await admin.disconnect();
}

function identities(stack: Stack) {
  return stack.services.map(({ name, process }) => {
    if (process === undefined) throw new Error(`${name} does not run`);
    return process;
  });
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('two stacks side by side', () => {
  let first: Stack;
  let second: Stack;

  beforeAll(async () => {
    [first, second] = await Promise.all([startStack(), startStack({ services: ['kafka'] })]);
  });
  afterAll(async () => {
    await Promise.all([first?.stop(), second?.stop()]);
  });

  it('keeps the topics of one from the other', async () => {
    await createTopic(first, 'first');
    expect(await topicsOver({ brokers: [first.kafka.bootstrapServers] })).toEqual(['first']);
    expect(await topicsOver({ brokers: [second.kafka.bootstrapServers] })).toEqual([]);
  });

  it('lets a client in at each listener with what the listener says, and no other', async () => {
    const { saslPlain, saslScram, saslSsl, tls } = first.kafka.listeners;
    const ssl = { ca: [readFileSync(tls.caFile, 'utf8')] };
    // A new object each time: kafkajs keeps its authenticator, password included, in the one that it is given.
    const plain = (password = saslPlain.password) =>
      ({ mechanism: 'plain', username: saslPlain.user, password }) as const;
    const scram = (password = saslPlain.password) => ({ ...plain(password), mechanism: 'scram-sha-256' }) as const;
    const reached = await Promise.all([
      topicsOver({ brokers: [saslPlain.address], sasl: plain() }),
      topicsOver({ brokers: [saslScram.address], sasl: scram() }),
      topicsOver({ brokers: [tls.address], ssl }),
      topicsOver({ brokers: [saslSsl.address], ssl, sasl: plain() }),
      topicsOver({ brokers: [saslSsl.address], ssl, sasl: scram() }),
    ]);
    expect(reached).toEqual(Array.from({ length: 5 }, () => ['first']));
    await expect(topicsOver({ brokers: [saslScram.address], sasl: scram('wrong') })).rejects.toThrow(/auth/i);
    await expect(topicsOver({ brokers: [saslPlain.address] })).rejects.toThrow(/closed/i);
    await expect(topicsOver({ brokers: [tls.address], ssl: true })).rejects.toThrow(/certificate/i);
  });

  it('refuses a schema that breaks readers of earlier records', async () => {
    const subject = `${first.registry.url}/subjects/readings-value/versions`;
    const register = async (properties: object): Promise<number> => {
      const schema = JSON.stringify({ type: 'object', properties, additionalProperties: false });
      const body = JSON.stringify({ schemaType: 'JSON', schema });
      return (await fetch(subject, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status;
    };
    expect(await register({ a: { type: 'integer' } })).toBe(200);
    expect(await register({ a: { type: 'string' } })).toBe(409);
  });

  it('commits a transaction', async () => {
    const client = await new mongoose.mongo.MongoClient(first.mongodb.url).connect();
    await client.withSession((session) =>
      session.withTransaction(() => client.db('spec').collection('one').insertOne({ a: 1 }, { session })),
    );
    expect(await client.db('spec').collection('one').countDocuments()).toBe(1);
    await client.close();
  });

  it('keeps data and ports of a service that was killed and started again', async () => {
    const { bootstrapServers } = first.kafka;
    await first.kafka.kill('SIGKILL');
    expect(first.kafka.isRunning).toBe(false);
    await first.kafka.start();
    expect(first.kafka.bootstrapServers).toBe(bootstrapServers);
    expect(await topicsOver({ brokers: [bootstrapServers] })).toContain('first');
  });

  it('answers nothing while paused and goes on afterwards', async () => {
    first.registry.pause();
    await expect(fetch(`${first.registry.url}/subjects`, { signal: AbortSignal.timeout(500) })).rejects.toThrow(
      /timeout/i,
    );
    first.registry.resume();
    expect((await fetch(`${first.registry.url}/subjects`)).status).toBe(200);
  });

  it('leaves no process and no folder behind, even if a service is paused', async () => {
    const processes = identities(second);
    second.kafka.pause();
    await second.stop();
    expect(processes.some(isAlive)).toBe(false);
    expect(existsSync(second.folder)).toBe(false);
  });
});

describe('a crashed run', () => {
  const name = `spec-crash-${process.pid}`;

  it('is ended and taken over by the next one of its name, with its data and ports', async () => {
    const options = { name, services: ['kafka', 'mongodb'], isDetached: true } as const;
    const crashed = await startStack(options);
    await createTopic(crashed, 'kept');
    const { bootstrapServers } = crashed.kafka;
    const left = identities(crashed);
    await crashed.mongodb.kill('SIGKILL');
    const next = await startStack({ ...options, isDetached: false });
    try {
      expect(left.some(isAlive)).toBe(false);
      expect(next.kafka.bootstrapServers).toBe(bootstrapServers);
      expect(await topicsOver({ brokers: [bootstrapServers] })).toContain('kept');
      await expect(startStack({ name })).rejects.toThrow(/runs it already/);
    } finally {
      await next.stop();
      next.remove();
    }
  });

  it('takes its services with it when the owner is killed', async () => {
    const stack = await startStack({ name: `${name}-owner`, services: ['mongodb'], isDetached: true });
    const [mongod] = identities(stack);
    const watchdog = JSON.stringify([
      join(projectRoot(), 'tools/stack/watchdog.mjs'),
      stackFolder(stack.name),
      'remove',
    ]);
    const script = `require('node:child_process').spawn(process.execPath, ${watchdog},
      { detached: true, stdio: ['pipe', 'ignore', 'ignore'] }).once('spawn', () => console.log('watched'))`;
    const owner = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(owner.stdout, 'data');
    expect(mongod && isAlive(mongod)).toBe(true);
    owner.kill('SIGKILL');
    await until(() => !existsSync(stack.folder), 'the watchdog has removed the folder');
    expect(mongod && isAlive(mongod)).toBe(false);
  });
});
