import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

const KEY_ID = 'k';
const ALGORITHM = 'RS256';

/** Hands out tokens by the client credentials grant, to whatever client knows the secret, and shows its keys. */
export class IdentityProvider {
  readonly issuer = 'https://id.test/';
  readonly audience = 'kafka';
  readonly secret = randomBytes(18).toString('base64url');
  /** Of the tokens from now on. Seconds. */
  lifetime = 300;
  isAway = false;
  /** Tokens handed out so far. */
  issued = 0;

  private constructor(
    private readonly server: Server,
    private readonly key: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'],
    private readonly jwk: JWK,
  ) {}

  static async start(): Promise<IdentityProvider> {
    const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
    const jwk = { ...(await exportJWK(publicKey)), kid: KEY_ID, alg: ALGORITHM, use: 'sig' };
    const server = createServer();
    const provider = new IdentityProvider(server, privateKey, jwk);
    server.on('request', (request, reply) => void provider.answer(request, reply));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return provider;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`; // it listens on TCP
  }

  get jwksUrl(): string {
    return `${this.url}/jwks`;
  }

  get tokenUrl(): string {
    return `${this.url}/token`;
  }

  token(subject: string, audience = this.audience): Promise<string> {
    return new SignJWT({ scope: 'kafka' })
      .setProtectedHeader({ alg: ALGORITHM, kid: KEY_ID })
      .setSubject(subject)
      .setIssuer(this.issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(`${this.lifetime} s`)
      .sign(this.key);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    reply.setHeader('Content-Type', 'application/json');
    if (request.url === '/jwks') return void reply.end(JSON.stringify({ keys: [this.jwk] }));
    if (this.isAway) return void reply.writeHead(503).end('{}');
    const login = Buffer.from(request.headers.authorization?.replace(/^Basic /, '') ?? '', 'base64').toString();
    const [client = '', secret] = login.split(':').map(decodeURIComponent);
    if (secret !== this.secret) return void reply.writeHead(401).end('{"error":"invalid_client"}');
    this.issued += 1;
    const token = { access_token: await this.token(client), token_type: 'Bearer', expires_in: this.lifetime };
    reply.end(JSON.stringify(token));
  }
}
