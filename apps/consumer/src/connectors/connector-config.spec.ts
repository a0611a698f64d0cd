import { describe, expect, it } from '@jest/globals';
import { connectorConfig } from './connector-config.js';

const defaults = { mongodbUrl: 'mongodb://localhost', database: undefined };
const base = { name: 'sensors', 'connector.class': 'com.mongodb.kafka.connect.MongoSinkConnector', topics: 'a, b' };
const read = (properties: Record<string, string>) =>
  connectorConfig({ file: 'sensors.properties', properties }, defaults);

describe('connectorConfig', () => {
  it('reads what a MongoDB sink connector of Kafka Connect is written with', () => {
    const config = read({
      ...base,
      'tasks.max': '2',
      'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
      'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
      'value.converter.schemas.enable': 'false',
      'connection.uri': 'mongodb://store:27017',
      database: 'plant',
      collection: 'sensor',
      'topic.override.b.collection': 'other',
      'document.id.strategy': 'com.mongodb.kafka.connect.sink.processor.id.strategy.FullKeyStrategy',
      'errors.tolerance': 'all',
      'errors.deadletterqueue.topic.name': 'bad',
    });
    expect(config).toMatchObject({
      name: 'sensors',
      topics: ['a', 'b'],
      groupId: 'connect-sensors',
      fromBeginning: true,
      valueFormat: 'json',
      errorsTolerance: 'all',
      deadLetterTopic: 'bad',
      maxConcurrentWrites: 2,
      sink: { url: 'mongodb://store:27017', database: 'plant', id: 'key' },
    });
    expect([config.sink.collectionOf('a'), config.sink.collectionOf('b')]).toEqual(['sensor', 'other']);
  });

  it('takes defaults that lose nothing', () => {
    const config = read(base);
    expect(config).toMatchObject({
      valueFormat: 'auto',
      errorsTolerance: 'all',
      deadLetterTopic: 'dlq.sensors',
      sink: { url: 'mongodb://localhost', id: 'position' },
    });
    expect(config.sink.collectionOf('a')).toBe('a');
  });

  it.each([
    ['no topics', { topics: '' }, 'topics'],
    ['both topics and topics.regex', { 'topics.regex': 'a.*' }, 'either topics or topics.regex'],
    ['a broken expression', { topics: '', 'topics.regex': '(' }, 'not a regular expression'],
    ['an unknown class', { 'connector.class': 'org.example.Sink' }, 'org.example.Sink'],
    ['a misspelt property', { 'document.id.stratgy': 'x' }, 'did you mean document.id.strategy'],
    ['a value of another kind', { 'tasks.max': 'many' }, 'tasks.max must be an integer'],
    ['an envelope', { 'value.converter.schemas.enable': 'true' }, 'schemas.enable'],
    ['a random id', { 'document.id.strategy': 'BsonOidStrategy' }, 'document.id.strategy must be one of'],
    ['its own dead letters as a topic', { topics: 'a, dlq.sensors' }, 'for ever'],
    ['its own dead letters in topics.regex', { topics: '', 'topics.regex': '.*sensors' }, 'for ever'],
    ['logging of payloads', { 'errors.log.include.messages': 'true' }, 'payloads'],
  ])('refuses %s with a message that helps', (_, change, message) => {
    const properties = Object.fromEntries(Object.entries({ ...base, ...change }).filter(([, value]) => value !== ''));
    expect(() => read(properties)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    expect(() => read(properties)).toThrow(message);
  });

  it('never repeats a password', () => {
    const secret = 'mongodb://user:hunter2@store';
    const properties = { ...base, 'connection.uri': secret, 'tasks.max': 'many' };
    expect(() => read(properties)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });
});
