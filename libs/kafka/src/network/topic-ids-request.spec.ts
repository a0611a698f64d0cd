import { describe, expect, it } from '@jest/globals';
import { readTopicIds } from './topic-ids-request.js';

describe('readTopicIds', () => {
  it('reads ids past brokers, partitions, tags and topics that do not exist', () => {
    const broker = ['00000001', '0a', hex('localhost'), '00002384', '00', '00'];
    const partition = ['0000', '00000000', '00000001', '00000003', '0200000001', '0200000001', '01', '00'];
    const topics = [
      ['0000', '02', hex('a'), '0123456789abcdef0123456789abcdef', '00', '02', ...partition, '80000000', '00'],
      ['0003', '02', hex('b'), '00'.repeat(16), '00', '01', '80000000', '00'],
      ['0000', '02', hex('c'), 'ff'.repeat(16), '00', '01', '80000000', '01', '05', '02', 'abcd'],
    ];
    const raw = ['00', '00000000', '02', ...broker, '03', hex('id'), '00000001', '04', ...topics.flat(), '80000000'];
    expect(readTopicIds(Buffer.from([...raw, '00'].join(''), 'hex'))).toEqual(
      new Map([
        ['a', '0123456789abcdef0123456789abcdef'],
        ['c', 'ff'.repeat(16)],
      ]),
    );
  });
});

function hex(text: string): string {
  return Buffer.from(text).toString('hex');
}
