import { SluiceError } from '@sluice/contracts';
import type { SettingsValues } from '@sluice/settings';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isIP } from 'node:net';
import type { Logger } from '../logger.js';
import type { accessSettings } from './access.settings.js';
import { ApiKeys } from './api-keys.js';
import { JwtCallers } from './jwt-callers.js';
import { OPEN_ROUTES } from './open-routes.js';
import { mayActAs, mayReach, type Principal, type Role } from './principal.js';

export type AccessValues = SettingsValues<typeof accessSettings>;

/** Role for a request, by its method and the pattern of its route. */
export type RoleOf = (method: string, route: string) => Role;

/** Parameters of routes that name a dataset or a topic. */
const DATASET_PARAMETERS = ['name', 'topic', 'dataset'];
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

const callers = new WeakMap<object, Principal>();

/** Who sent a request; undefined where callers need not identify themselves. */
export function callerOf(request: { readonly raw: object }): Principal | undefined {
  return callers.get(request.raw);
}

/**
 * For names that a request carries elsewhere than in its path.
 * @throws SluiceError ACCESS_DENIED where the caller was not given the dataset or topic; undefined means all there are
 */
export function assertReaches(request: { readonly raw: object }, dataset: string | undefined): void {
  const caller = callerOf(request);
  if (caller?.datasets === undefined || (dataset !== undefined && mayReach(caller, dataset))) return;
  const what = dataset === undefined ? 'everything; name one of what it was given' : `"${dataset}"`;
  throw new SluiceError('ACCESS_DENIED', `checking access: ${caller.name} was not given ${what}`, {
    context: dataset === undefined ? {} : { dataset },
  });
}

/** By default reading takes a reader, and whatever else a writer. */
export const roleByMethod: RoleOf = (method) => (READING.has(method) ? 'reader' : 'writer');

/** What an app decides itself. */
export interface AccessRules {
  readonly roleOf?: RoleOf;
  /** Patterns of further routes that need no credentials. */
  readonly openRoutes?: readonly string[];
}

/** Decides for every request of an app, its documentation included, who may make it. */
export class AccessControl {
  private readonly keys: ApiKeys | undefined;
  private readonly jwt: JwtCallers | undefined;
  private readonly roleOf: RoleOf;
  private readonly openRoutes: ReadonlySet<string>;

  /** @throws SluiceError CONFIG_INVALID where the settings are incomplete, or would open the app to a network */
  constructor(
    values: AccessValues,
    host: string,
    logger: Logger,
    { roleOf = roleByMethod, openRoutes = [] }: AccessRules = {},
  ) {
    this.roleOf = roleOf;
    this.openRoutes = new Set([...OPEN_ROUTES, ...openRoutes]);
    const { RUNTIME_HTTP_API_KEYS_PATH: path } = values;
    const isOpen = values.RUNTIME_HTTP_AUTH === 'none';
    if (path !== undefined && !isOpen)
      this.keys = new ApiKeys(path, (error) => logger.warn(error.message, {}, 'access'));
    const jwt = jwtOptions(values);
    if (jwt !== undefined && !isOpen) this.jwt = new JwtCallers(jwt);
    if (!isOpen && !this.isOn && !isLoopback(host)) {
      throw new SluiceError(
        'CONFIG_INVALID',
        `opening ${host} to the network: nobody would have to identify himself. Set RUNTIME_HTTP_API_KEYS_PATH or ` +
          'RUNTIME_HTTP_JWKS_URL, or RUNTIME_HTTP_AUTH=none where something else keeps strangers out',
      );
    }
  }

  get isOn(): boolean {
    return this.keys !== undefined || this.jwt !== undefined;
  }

  install(fastify: FastifyInstance): void {
    if (!this.isOn) return;
    fastify.addHook('onRequest', async (request, reply) => {
      const route = request.routeOptions.url;
      if (route !== undefined && this.openRoutes.has(route)) return;
      try {
        await this.admit(request, route ?? '');
      } catch (error) {
        const isUnknown = error instanceof SluiceError && error.code === 'ACCESS_UNAUTHENTICATED';
        if (isUnknown) void reply.header('WWW-Authenticate', 'Bearer realm="sluice"');
        throw error;
      }
    });
  }

  private async admit(request: FastifyRequest, route: string): Promise<void> {
    const principal = await this.identify(request);
    const role = this.roleOf(request.method, route);
    if (!mayActAs(principal, role)) {
      const why = `${principal.name} is a ${principal.role}, and this takes a ${role}`;
      throw new SluiceError('ACCESS_DENIED', `checking access: ${why}`, { context: { role } });
    }
    const parameters = (request.params ?? {}) as Record<string, string>; // Fastify fills it with strings
    for (const parameter of DATASET_PARAMETERS) {
      const dataset = parameters[parameter];
      if (dataset !== undefined && !mayReach(principal, dataset)) {
        throw new SluiceError('ACCESS_DENIED', `checking access: ${principal.name} was not given "${dataset}"`, {
          context: { dataset },
        });
      }
    }
    callers.set(request.raw, principal);
  }

  private async identify({ headers }: FastifyRequest): Promise<Principal> {
    const given = headers['x-api-key'] ?? /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
    if (typeof given !== 'string' || given === '') {
      const how = 'send an API key or a JWT as "Authorization: Bearer …"';
      throw new SluiceError('ACCESS_UNAUTHENTICATED', `checking access: nobody is named; ${how}`);
    }
    const principal = this.keys?.find(given);
    if (principal) return principal;
    if (this.jwt && given.split('.').length === 3) return this.jwt.find(given);
    throw new SluiceError('ACCESS_UNAUTHENTICATED', 'checking access: the key is not known');
  }
}

function jwtOptions(values: AccessValues): { jwksUrl: string; issuer: string; audience: string } | undefined {
  const {
    RUNTIME_HTTP_JWKS_URL: jwksUrl,
    RUNTIME_HTTP_JWT_ISSUER: issuer,
    RUNTIME_HTTP_JWT_AUDIENCE: audience,
  } = values;
  if (jwksUrl === undefined && issuer === undefined && audience === undefined) return undefined;
  if (jwksUrl === undefined || issuer === undefined || audience === undefined) {
    const needed = 'RUNTIME_HTTP_JWKS_URL, RUNTIME_HTTP_JWT_ISSUER and RUNTIME_HTTP_JWT_AUDIENCE';
    throw new SluiceError('CONFIG_INVALID', `reading the settings for JWTs: ${needed} go together`);
  }
  return { jwksUrl, issuer, audience };
}

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}
