import mongoose from 'mongoose';

const UNAUTHORIZED = 13;
const AUTHENTICATION_FAILED = 18;
const ATLAS_ERROR = 8000;
/** Node's codes for a certificate that one of both sides does not accept, or a port that does not speak TLS. */
const TLS = /^(?:ERR_(?:TLS|SSL|OSSL)_\w+|EPROTO|CERT_\w+|CRL_\w+|\w*(?:SELF_SIGNED|LEAF_SIGNATURE|ISSUER_CERT)\w*)$/;

const CREDENTIALS = 'check user, password, authSource and authMechanism of the connection string';

interface Failure {
  readonly code?: unknown;
  readonly message?: string;
  readonly cause?: unknown;
  readonly reason?: { readonly servers?: ReadonlyMap<string, { readonly error?: unknown }> } | null;
}

/**
 * Why MongoDB does not let this process in, and what whoever runs it can do; undefined where the error says nothing of
 * the kind. It is looked for behind a failed selection of servers too.
 */
export function storeRefusal(error: unknown): string | undefined {
  const { code, message, cause, reason } = asFailure(error);
  if (error instanceof mongoose.mongo.MongoServerError) {
    if (code === UNAUTHORIZED) return missingRole(message ?? '');
    return code === AUTHENTICATION_FAILED || code === ATLAS_ERROR
      ? `${(message ?? '').replace(/\.$/, '')}; ${CREDENTIALS}`
      : undefined;
  }
  const tlsCode = [code, asFailure(cause).code].find((one) => typeof one === 'string' && TLS.test(one));
  if (typeof tlsCode === 'string') return `${message ?? tlsCode}; ${certificateAdvice(tlsCode)}`;
  const servers = [...(reason?.servers?.values() ?? [])];
  const first = servers.find((server) => server.error)?.error;
  return first === undefined ? undefined : storeRefusal(first);
}

/** mongod quotes the whole command, values of documents included. */
function missingRole(message: string): string {
  const [, database = '', command = '', collection = ''] =
    /not authorized on (\S+) to execute command \{ (\w+): (?:"([^"]*)")?/.exec(message) ?? [];
  const what = command === '' ? 'do this' : `${command} in ${[database, collection].filter(Boolean).join('.')}`;
  return `the user may not ${what}; give it the role of docs/security.md`;
}

function certificateAdvice(code: string): string {
  if (/SELF_SIGNED|LEAF_SIGNATURE|ISSUER_CERT|CERT_UNTRUSTED/.test(code)) {
    return "set tlsCAFile in the connection string to the certificate of the server's authority";
  }
  if (/ALTNAME_INVALID/.test(code)) return "connect by a name that the server's certificate holds";
  if (/ALERT|HANDSHAKE/.test(code)) {
    return 'set tlsCertificateKeyFile in the connection string to a certificate and key that the server accepts';
  }
  if (/EXPIRED|NOT_YET_VALID/.test(code)) return "have the server's certificate renewed, and check the clocks";
  return 'check whether the server speaks TLS at this port';
}

function asFailure(error: unknown): Failure {
  return typeof error === 'object' && error !== null ? error : {};
}
