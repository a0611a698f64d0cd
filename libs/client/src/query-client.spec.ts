import { describe, expect, it } from '@jest/globals';
import { SluiceError } from '@sluice/contracts';
import { QueryClient } from './query-client.js';
import { QueryProblem } from './query-problem.js';

const PAGE = { data: [], page: { next: null, limit: 1, hasMore: false } };

/** A client whose requests are kept and answered in turn. */
function clientOf(...answers: (Response | Error)[]) {
  const requests: Request[] = [];
  const client = new QueryClient({
    url: 'http://127.0.0.1:1/',
    apiKey: 'k',
    fetch: async (request) => {
      requests.push(request);
      const answer = answers.shift() ?? Response.json(PAGE);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { client, requests };
}

function page(data: unknown[], next: string | null): Response {
  return Response.json({ data, page: { next, limit: data.length, hasMore: next !== null } });
}

describe('the query client', () => {
  it('asks with groups in a body, and with texts in the URL', async () => {
    const { client, requests } = clientOf();
    await client.page('a b', { where: { field: 'n', op: 'gte', value: 1 }, sort: ['-n'], limit: 5 });
    await client.page('a b', { filters: { 'n[gte]': '1' }, sort: ['-n'], limit: 5 });
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST http://127.0.0.1:1/v1/datasets/a%20b/records/search',
      'GET http://127.0.0.1:1/v1/datasets/a%20b/records?sort=-n&limit=5&n%5Bgte%5D=1',
    ]);
    expect(await requests[0]?.json()).toEqual({ where: { field: 'n', op: 'gte', value: 1 }, sort: ['-n'], limit: 5 });
    expect(requests[0]?.headers.get('authorization')).toBe('Bearer k');
  });

  it('walks all pages, and asks for no further one than is wanted', async () => {
    const { client, requests } = clientOf(page([{ n: 1 }, { n: 2 }], 'c1'), page([{ n: 3 }], null));
    const seen: unknown[] = [];
    for await (const { n } of client.records<{ n: number }>('d')) seen.push(n);
    expect(seen).toEqual([1, 2, 3]);
    expect(await requests[1]?.json()).toMatchObject({ cursor: 'c1' });

    const second = clientOf(page([{ n: 1 }], 'c1'));
    for await (const record of second.client.records('d')) {
      expect(record).toEqual({ n: 1 });
      break;
    }
    expect(second.requests).toHaveLength(1);
  });

  it('keeps all digits of integers', async () => {
    const { client } = clientOf(new Response('{"data":[{"n":9007199254740993}],"page":{"next":null}}'));
    expect((await client.page('d')).data).toEqual([{ n: 9007199254740993n }]);
  });

  it('throws what a problem says', async () => {
    const problem = {
      code: 'REQUEST_INVALID',
      detail: 'no',
      parameter: 'V1[gte]',
      expected: 'a number',
      example: '23.5',
    };
    const { client } = clientOf(Response.json(problem, { status: 400 }));
    const error = await client.page('d').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(QueryProblem);
    const { detail: message, ...facts } = problem;
    expect(error).toMatchObject({ ...facts, message, httpStatus: 400 });
  });

  it.each([
    [new Response('<html>', { status: 502, statusText: 'Bad Gateway' }), 'APP_UNAVAILABLE', /502 Bad Gateway/],
    [Response.json({ code: 'OF_TOMORROW', detail: 'x' }, { status: 418 }), 'REQUEST_INVALID', /x/],
    [new TypeError('fetch failed'), 'APP_UNAVAILABLE', /127\.0\.0\.1:1/],
  ])('has a code for whatever else comes', async (answer, code, message) => {
    const error = await clientOf(answer)
      .client.page('d')
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SluiceError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('tells when to try again', async () => {
    const headers = { 'Retry-After': '5' };
    const { client } = clientOf(Response.json({ code: 'QUERY_TIMEOUT', detail: 'late' }, { status: 503, headers }));
    await expect(client.page('d')).rejects.toMatchObject({ code: 'QUERY_TIMEOUT', retryAfterSeconds: 5 });
  });

  it('answers nothing for a record that is not there', async () => {
    const { client } = clientOf(Response.json({ code: 'RECORD_UNKNOWN', detail: 'none' }, { status: 404 }));
    expect(await client.record('d', 'x#0#0')).toBeUndefined();
  });

  it('refuses an address that is none', () => {
    expect(() => new QueryClient({ url: 'nowhere' })).toThrow(/nowhere/);
  });
});
