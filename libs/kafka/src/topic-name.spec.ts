import { describe, expect, it } from '@jest/globals';
import { assertTopicName } from './topic-name.js';

describe('topic name', () => {
  it.each(['a', 'sensor-data.v1_2', '_sluice.schemas', 'x'.repeat(249)])('accepts %s', (name) => {
    expect(() => assertTopicName(name)).not.toThrow();
  });

  it.each([
    ['', 'is empty'],
    ['.', 'is not allowed'],
    ['..', 'is not allowed'],
    ['x'.repeat(250), 'longer than 249'],
    ['with space', 'characters other than'],
    ['späne', 'characters other than'],
    ['a/b', 'characters other than'],
    ['line\n', 'characters other than'],
  ])('refuses %j', (name, why) => {
    expect(() => assertTopicName(name)).toThrow(expect.objectContaining({ code: 'TOPIC_INVALID' }));
    expect(() => assertTopicName(name)).toThrow(why);
  });
});
