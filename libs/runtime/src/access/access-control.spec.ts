import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, type DynamicModule, Get, Module, Post, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readSettings } from '@sluice/settings';
import type { FastifyRequest } from 'fastify';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../bootstrap.js';
import { Logger } from '../logger.js';
import { Metrics } from '../metrics.js';
import { AccessControl, callerOf } from './access-control.js';
import { accessSettings } from './access.settings.js';
import { createApiKey } from './api-keys.js';

@Controller('v1/datasets')
class DatasetsController {
  @Get(':name')
  read(@Req() request: FastifyRequest): object {
    return { caller: callerOf(request)?.name ?? null };
  }

  @Post(':name')
  write(): object {
    return {};
  }
}

@Module({})
class Things {}

const logger = new Logger({ app: 'things', level: 'fatal', format: 'json' });
const reader = createApiKey('reader', 'reader', ['open.*']);
const writer = createApiKey('writer', 'writer');
const folder = mkdtempSync(join(tmpdir(), 'sluice-access-'));
const keysPath = join(folder, 'keys.json');
const apps: NestFastifyApplication[] = [];
let jwks: Server;
let jwksUrl: string;
let signer: Awaited<ReturnType<typeof generateKeyPair>>;

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on TCP
}

async function start(env: Readonly<Record<string, string>>): Promise<string> {
  const module: DynamicModule = { module: Things, controllers: [DatasetsController] };
  const app = await createApp(
    { app: 'things', port: 0, title: 'Things', description: 'Of a test.', settings: [], module: () => module },
    {},
    { logger, metrics: new Metrics('things'), stopFatally: () => undefined },
    { host: '127.0.0.1', values: readSettings([accessSettings], env) },
  );
  apps.push(app);
  await app.listen(0, '127.0.0.1');
  return urlOf(app.getHttpServer());
}

beforeAll(async () => {
  writeFileSync(keysPath, JSON.stringify({ keys: [reader.entry, writer.entry] }));
  signer = await generateKeyPair('ES256');
  const keys = [{ ...(await exportJWK(signer.publicKey)), kid: 'k', alg: 'ES256' }];
  jwks = createServer((_, reply) => reply.setHeader('Content-Type', 'application/json').end(JSON.stringify({ keys })));
  await new Promise<void>((resolve) => jwks.listen(0, '127.0.0.1', resolve));
  jwksUrl = `${urlOf(jwks)}/jwks.json`;
});
afterAll(async () => {
  await Promise.all(apps.map((app) => app.close()));
  await new Promise((resolve) => jwks.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const bearer = (token: string): RequestInit => ({ headers: { Authorization: `Bearer ${token}` } });

describe('an app with API keys', () => {
  let url: string;
  beforeAll(async () => (url = await start({ RUNTIME_HTTP_API_KEYS_PATH: keysPath })));
  const status = async (path: string, init: RequestInit = {}): Promise<number> =>
    (await fetch(url + path, init)).status;

  it.each(['/v1/datasets/open.a', '/docs', '/openapi.json', '/health', '/no/such/route'])(
    'answers 401 at %s to whoever names nobody',
    async (path) => {
      const reply = await fetch(url + path);
      expect(reply.status).toBe(401);
      expect(reply.headers.get('www-authenticate')).toContain('Bearer');
      expect(await reply.json()).toMatchObject({ code: 'ACCESS_UNAUTHENTICATED', status: 401 });
    },
  );

  it.each(['/health/live', '/health/ready', '/metrics'])('lets probes see %s', async (path) => {
    expect(await status(path)).toBe(200);
  });

  it.each([
    'Bearer nonsense',
    'Bearer ',
    'Basic YTpi',
    `Bearer ${reader.entry.sha256}`,
    `bearer  ${'x'.repeat(9_000)}`,
  ])('refuses "%.30s"', async (Authorization) => {
    expect(await status('/v1/datasets/open.a', { headers: { Authorization } })).toBe(401);
  });

  it('takes a key by either header and knows who calls', async () => {
    for (const headers of [{ Authorization: `Bearer ${reader.key}` }, { 'X-API-Key': reader.key }]) {
      const reply = await fetch(`${url}/v1/datasets/open.a`, { headers: headers as Record<string, string> });
      expect(await reply.json()).toEqual({ caller: 'reader' });
    }
  });

  it('keeps a caller to its role and its datasets', async () => {
    expect(await status('/v1/datasets/open.a', { method: 'POST', ...bearer(reader.key) })).toBe(403);
    expect(await status('/v1/datasets/closed', bearer(reader.key))).toBe(403);
    expect(await status('/v1/datasets/%63losed', bearer(reader.key))).toBe(403);
    expect(await status('/v1/datasets/closed', { method: 'POST', ...bearer(writer.key) })).toBe(201);
  });
});

describe('an app with JWTs', () => {
  let url: string;
  const issuer = 'https://id.test/';
  beforeAll(async () => {
    url = await start({
      RUNTIME_HTTP_JWKS_URL: jwksUrl,
      RUNTIME_HTTP_JWT_ISSUER: issuer,
      RUNTIME_HTTP_JWT_AUDIENCE: 'sluice',
    });
  });
  const token = (claims: Record<string, unknown> = {}, kind: Partial<{ iss: string; aud: string; exp: string }> = {}) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: 'k' })
      .setSubject('someone')
      .setIssuer(kind.iss ?? issuer)
      .setAudience(kind.aud ?? 'sluice')
      .setExpirationTime(kind.exp ?? '1 minute')
      .sign(signer.privateKey);
  const read = async (jwt: string, path = 'a'): Promise<number> =>
    (await fetch(`${url}/v1/datasets/${path}`, bearer(jwt))).status;

  it('lets a holder read by default, and what its claims say', async () => {
    expect(await read(await token())).toBe(200);
    expect(await read(await token({ sluice_datasets: ['b'] }))).toBe(403);
    const write = { method: 'POST', ...bearer(await token({ sluice_role: 'writer' })) };
    expect((await fetch(`${url}/v1/datasets/a`, write)).status).toBe(201);
  });

  it('refuses what is expired, for others, by others, unsigned or signed with the public key', async () => {
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await token()).split('.')[1] ?? ''}.`;
    const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(signer.publicKey)));
    const confused = await new SignJWT({}).setProtectedHeader({ alg: 'HS256', kid: 'k' }).setSubject('x').setIssuer(issuer)
      .setAudience('sluice').setExpirationTime('1 minute').sign(secret); // prettier-ignore
    const bad = [
      await token({}, { exp: '-1 minute' }),
      await token({}, { aud: 'other' }),
      await token({}, { iss: 'https://other.test/' }),
      await token({ sluice_role: 'root' }),
      unsigned,
      confused,
      `${(await token()).slice(0, -2)}AA`,
    ];
    expect(await Promise.all(bad.map((jwt) => read(jwt)))).toEqual(bad.map(() => 401));
  });
});

describe('a JWT that something is missing in', () => {
  let url: string;
  beforeAll(async () => {
    url = await start({
      RUNTIME_HTTP_JWKS_URL: jwksUrl,
      RUNTIME_HTTP_JWT_ISSUER: 'https://id.test/',
      RUNTIME_HTTP_JWT_AUDIENCE: 'sluice',
    });
  });
  const now = Math.floor(Date.now() / 1_000);
  const good = { iss: 'https://id.test/', aud: ['other', 'sluice'], sub: 'someone', exp: now + 60 };
  const header = { alg: 'ES256', kid: 'k' };
  const sign = (claims: object, of: { alg: string; kid?: string } = header): Promise<string> =>
    new SignJWT({ ...claims }).setProtectedHeader(of).sign(signer.privateKey);
  const without = (claim: keyof typeof good): object => ({ ...good, [claim]: undefined });

  it.each<[string, () => Promise<string>, number]>([
    ['nothing, for several audiences', () => sign(good), 200],
    ['its key id, where there is but one key', () => sign(good, { alg: 'ES256' }), 200],
    ['an end', () => sign(without('exp')), 401],
    ['an issuer', () => sign(without('iss')), 401],
    ['an audience', () => sign(without('aud')), 401],
    ['a subject', () => sign(without('sub')), 401],
    ['a key that is known', () => sign(good, { ...header, kid: 'other' }), 401],
    ['the time from which it holds', () => sign({ ...good, nbf: now + 120 }), 401],
    ['some seconds of that, as clocks differ', () => sign({ ...good, nbf: now + 10 }), 200],
    ['datasets that are a list', () => sign({ ...good, sluice_datasets: 'a' }), 401],
  ])('%s', async (_what, token, status) => {
    expect((await fetch(`${url}/v1/datasets/a`, bearer(await token()))).status).toBe(status);
  });
});

describe('an app whose issuer is away', () => {
  it('answers 503, neither lets in nor refuses', async () => {
    const url = await start({
      RUNTIME_HTTP_JWKS_URL: 'http://127.0.0.1:1/jwks.json',
      RUNTIME_HTTP_JWT_ISSUER: 'i',
      RUNTIME_HTTP_JWT_AUDIENCE: 'a',
    });
    const header = Buffer.from('{"alg":"ES256","kid":"k"}').toString('base64url');
    const reply = await fetch(`${url}/v1/datasets/a`, bearer(`${header}.e30.AAAA`));
    expect(reply.status).toBe(503);
    expect(reply.headers.get('retry-after')).not.toBeNull();
  });
});

describe('an app with a limit on requests', () => {
  it('answers 429 with the seconds to wait, and security headers always', async () => {
    const url = await start({ RUNTIME_HTTP_RATE_LIMIT: '3' });
    const replies = [];
    for (let i = 0; i < 5; i += 1) replies.push(await fetch(`${url}/v1/datasets/a`));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
    expect(Number(replies[4]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await replies[4]!.json()).toMatchObject({ code: 'REQUEST_TOO_MANY' });
    expect(replies[0]!.headers.get('x-content-type-options')).toBe('nosniff');
    expect(replies[0]!.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(replies[0]!.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('settings', () => {
  const control = (host: string, env: Readonly<Record<string, string>>) =>
    new AccessControl(readSettings([accessSettings], env), host, logger);

  it.each(['127.0.0.1', '127.8.8.8', 'localhost', '::1'])('open %s to whoever is on the machine', (host) => {
    expect(control(host, {}).isOn).toBe(false);
  });

  it.each(['0.0.0.0', '::', '192.168.1.5', 'sluice.example.com', '127.0.0.1.example.com'])(
    'do not open %s unless told so',
    (host) => {
      expect(() => control(host, {})).toThrow('RUNTIME_HTTP_AUTH=none');
      expect(control(host, { RUNTIME_HTTP_AUTH: 'none' }).isOn).toBe(false);
      expect(control(host, { RUNTIME_HTTP_API_KEYS_PATH: keysPath }).isOn).toBe(true);
    },
  );

  it('want all three for JWTs', () => {
    expect(() => control('127.0.0.1', { RUNTIME_HTTP_JWKS_URL: 'https://id.test/jwks' })).toThrow('go together');
  });
});
