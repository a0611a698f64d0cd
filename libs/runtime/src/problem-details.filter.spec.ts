import { BadRequestException, NotFoundException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { SluiceError } from '@sluice/contracts';
import { toProblem } from './problem-details.filter.js';

describe('toProblem', () => {
  it('takes status, code and facts from the error', () => {
    const error = new SluiceError('TOPIC_INVALID', 'naming topic "a b"', { context: { topic: 'a b' } });
    expect(toProblem(error, '/v1/topics')).toEqual({
      type: 'urn:sluice:error:TOPIC_INVALID',
      title: 'The topic name is not one that Kafka accepts.',
      status: 422,
      detail: 'naming topic "a b"',
      instance: '/v1/topics',
      code: 'TOPIC_INVALID',
      topic: 'a b',
    });
  });

  it('does not let facts of an error take the place of its status', () => {
    const error = new SluiceError('TOPIC_INVALID', 'naming', { context: { status: 200, code: 'OK' } });
    expect(toProblem(error, '/')).toMatchObject({ status: 422, code: 'TOPIC_INVALID' });
  });

  it('lists what validation found', () => {
    const error = new BadRequestException({ message: ['limit must not be greater than 1000'] });
    expect(toProblem(error, '/')).toMatchObject({
      status: 400,
      code: 'REQUEST_INVALID',
      errors: ['limit must not be greater than 1000'],
    });
  });

  it.each([
    [new NotFoundException(), 404, 'ROUTE_UNKNOWN'],
    [Object.assign(new Error('too large'), { statusCode: 413 }), 413, 'REQUEST_TOO_LARGE'],
  ])('translates what the framework throws', (error, status, code) => {
    expect(toProblem(error, '/')).toMatchObject({ status, code });
  });

  it.each([new Error('secret detail'), new SluiceError('INTERNAL', 'secret detail'), 'secret detail', undefined])(
    'tells nothing of a defect',
    (error) => {
      const problem = toProblem(error, '/');
      expect(problem).toMatchObject({ status: 500, code: 'INTERNAL' });
      expect(JSON.stringify(problem)).not.toContain('secret detail');
    },
  );
});
