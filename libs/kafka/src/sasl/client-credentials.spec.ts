import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ClientCredentialsTokens } from './client-credentials.js';

interface Asked {
  readonly authorization: string | undefined;
  readonly body: string;
}

let server: Server;
let asked: Asked[];
let answer: { status: number; body: string; delayMs?: number; location?: string };

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

beforeEach(async () => {
  asked = [];
  answer = { status: 200, body: '{"access_token":"t.o.k","expires_in":3600}' };
  server = createServer((request, reply) => {
    void bodyOf(request).then((body) => {
      asked.push({ authorization: request.headers.authorization, body });
      if (answer.location !== undefined) reply.setHeader('Location', answer.location);
      setTimeout(() => reply.writeHead(answer.status).end(answer.body), answer.delayMs ?? 0);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function tokens(given: { scope?: string; timeoutMs?: number } = {}): ClientCredentialsTokens {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`; // it listens on TCP
  const login = { clientId: 'a:b', clientSecret: 'hunter 2%' };
  return new ClientCredentialsTokens({ endpoint, timeoutMs: 1_000, ...login, ...given });
}

describe('tokens by client credentials', () => {
  it('are asked for with id and secret in the header, and the scope', async () => {
    expect(await tokens({ scope: 'x y' }).token()).toBe('t.o.k');
    const login = Buffer.from('a%3Ab:hunter%202%25').toString('base64');
    expect(asked).toEqual([{ authorization: `Basic ${login}`, body: 'grant_type=client_credentials&scope=x+y' }]);
  });

  it('are asked for once by all who want one, and used again while they last', async () => {
    const source = tokens();
    await Promise.all([source.token(), source.token(), source.token()]);
    await source.token();
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['whose life is short', '{"access_token":"t","expires_in":30}'],
    ['whose life is not told', '{"access_token":"t"}'],
  ])('%s are asked for each time', async (_what, body) => {
    answer = { status: 200, body };
    const source = tokens();
    await source.token();
    await source.token();
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['BROKER_AUTH', { status: 401, body: '{"error":"invalid_client","error_description":"who?"}' }],
    ['BROKER_AUTH', { status: 400, body: 'no JSON' }],
    ['BROKER_AUTH', { status: 200, body: '{"access_token":"two words"}' }],
    ['BROKER_AUTH', { status: 200, body: 'null' }],
    ['BROKER_UNAVAILABLE', { status: 503, body: '' }],
    ['BROKER_UNAVAILABLE', { status: 429, body: '{}' }],
    ['BROKER_UNAVAILABLE', { status: 200, body: '', delayMs: 3_000 }],
    ['BROKER_UNAVAILABLE', { status: 302, body: '', location: 'http://127.0.0.1:1/' }],
  ])('are %s where the endpoint answers %j', async (code, reply) => {
    answer = reply;
    const refused = tokens({ timeoutMs: 'delayMs' in reply ? 200 : 5_000 }).token();
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.not.toThrow(/hunter|two words/);
  });

  it('are asked for again after a failure', async () => {
    const source = tokens();
    answer = { ...answer, status: 500 };
    await expect(source.token()).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
    answer = { ...answer, status: 200 };
    expect(await source.token()).toBe('t.o.k');
  });
});
