/** What the API answers instead of what was asked for: problem details (RFC 9457). */
export class Problem extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly code: string,
    /** The parameter at fault, and what would do. */
    readonly fault: { readonly parameter: string; readonly expected: string; readonly example?: string } | undefined,
    /** What has nearly the name that nothing has. */
    readonly near?: string,
  ) {
    super(message);
  }

  get isUnauthenticated(): boolean {
    return this.status === 401;
  }
}

/** The problem that a reply other than 2xx tells. */
export async function problemOf(reply: Response): Promise<Problem> {
  const text = await reply.text().catch(() => '');
  let body: Record<string, unknown> = {};
  try {
    body = JSON.parse(text) as Record<string, unknown>;
  } catch {
    // A proxy's page, perhaps; the status says enough.
  }
  const word = (name: string): string | undefined => {
    const value = body[name];
    return typeof value === 'string' ? value : undefined;
  };
  const [parameter, expected, example] = [word('parameter'), word('expected'), word('example')];
  const fault =
    parameter === undefined
      ? undefined
      : { parameter, expected: expected ?? 'another value', ...(example === undefined ? {} : { example }) };
  const message = word('detail') ?? `The server answered ${reply.status} ${reply.statusText}.`;
  const near = parameter === undefined ? example : undefined;
  return new Problem(message, reply.status, word('code') ?? 'UNKNOWN', fault, near);
}

/** Anything thrown, as a problem. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const isNetwork = error instanceof TypeError;
  const message = isNetwork ? 'The server cannot be reached.' : String(error);
  return new Problem(message, 0, isNetwork ? 'OFFLINE' : 'CONSOLE', undefined);
}
