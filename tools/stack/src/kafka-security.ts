/** What a broker may be asked for beyond the usual listeners. */
export interface KafkaSecurity {
  /** A TLS listener for bearer tokens, checked against the keys at a URL that answers before the broker starts. */
  readonly oauth?: {
    readonly jwksUrl: string;
    readonly issuer: string;
    readonly audience: string;
    /** A client must authenticate again within this time, or that of its token. Milliseconds. */
    readonly maxSessionMs?: number;
  };
  /** Nobody may do anything that no ACL allows, but whoever comes by another listener than the one for tokens. */
  readonly hasAcls?: boolean;
}

const LOGIN = 'org.apache.kafka.common.security.oauthbearer';

/** Lines of server.properties. `listener` is the name of the one for tokens. */
export function securityProperties(security: KafkaSecurity, listener: string, user: string): string[] {
  const { oauth, hasAcls } = security;
  const prefix = `listener.name.${listener.toLowerCase()}.oauthbearer`;
  const tokens = oauth && [
    `${prefix}.sasl.jaas.config=${LOGIN}.OAuthBearerLoginModule required;`,
    `${prefix}.sasl.server.callback.handler.class=${LOGIN}.OAuthBearerValidatorCallbackHandler`,
    `${prefix}.connections.max.reauth.ms=${oauth.maxSessionMs ?? 3_600_000}`,
    `sasl.oauthbearer.jwks.endpoint.url=${oauth.jwksUrl}`,
    // The default of 4.1 lets in tokens for another audience.
    `sasl.oauthbearer.jwt.validator.class=${LOGIN}.BrokerJwtValidator`,
    `sasl.oauthbearer.expected.issuer=${oauth.issuer}`,
    `sasl.oauthbearer.expected.audience=${oauth.audience}`,
  ];
  const acls = hasAcls === true && [
    'authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    `super.users=User:ANONYMOUS;User:${user};User:CN=${user}`,
  ];
  return [...(tokens ?? []), ...(acls || [])];
}

/** Arguments of the broker's Java. Since 4.0 it fetches keys only from where it is told so twice. */
export function securityArguments({ oauth }: KafkaSecurity): string[] {
  return oauth ? [`-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=${oauth.jwksUrl}`] : [];
}
