import { SluiceError } from '@sluice/contracts';
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { isRole, type Principal } from './principal.js';

/** Claims of Sluice's own; without the first a caller is a reader. */
const ROLE_CLAIM = 'sluice_role';
const DATASETS_CLAIM = 'sluice_datasets';
/** Never `none`, and never a secret that both sides share (RFC 8725, 3.1). */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const CLOCK_TOLERANCE_SECONDS = 30;

export interface JwtOptions {
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
}

/** Callers with a JWT (RFC 7519) signed by a key of a JWKS, which is fetched when needed and again as keys change. */
export class JwtCallers {
  private readonly keys: ReturnType<typeof createRemoteJWKSet>;

  constructor(private readonly options: JwtOptions) {
    this.keys = createRemoteJWKSet(new URL(options.jwksUrl));
  }

  /** @throws SluiceError ACCESS_UNAUTHENTICATED, or transient where the keys cannot be fetched */
  async find(token: string): Promise<Principal> {
    const { issuer, audience } = this.options;
    try {
      const { payload } = await jwtVerify(token, this.keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['exp', 'sub'],
      });
      return principalOf(payload);
    } catch (cause) {
      if (cause instanceof SluiceError) throw cause;
      const isRefused =
        cause instanceof errors.JOSEError && !(cause instanceof errors.JWKSTimeout) && !isUnreachable(cause);
      if (isRefused) throw refused(cause.message);
      throw new SluiceError('ACCESS_UNDECIDED', 'checking a JWT: its keys cannot be fetched', { cause });
    }
  }
}

/** jose has no class for a JWKS that answers with something else. */
function isUnreachable(error: errors.JOSEError): boolean {
  return error.code === 'ERR_JOSE_GENERIC';
}

function principalOf(payload: JWTPayload): Principal {
  const role = payload[ROLE_CLAIM] ?? 'reader';
  const datasets = payload[DATASETS_CLAIM];
  if (!isRole(role)) throw refused(`${ROLE_CLAIM} is not a role`);
  const isList = Array.isArray(datasets) && datasets.every((name) => typeof name === 'string');
  if (datasets !== undefined && !isList) throw refused(`${DATASETS_CLAIM} is no list of names`);
  return { name: payload.sub ?? '', role, ...(isList ? { datasets } : {}) };
}

function refused(why: string): SluiceError {
  return new SluiceError('ACCESS_UNAUTHENTICATED', `checking a JWT: ${why}`);
}
