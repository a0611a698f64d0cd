import { readFile } from 'node:fs/promises';
import { SluiceError } from '@sluice/contracts';

/** Where the bearer tokens of a connection come from. */
export interface TokenSource {
  /**
   * A token for one authentication, valid now.
   * @throws SluiceError BROKER_AUTH where there will be none, BROKER_UNAVAILABLE where there may be one later
   */
  token(): Promise<string>;
}

/** RFC 6750, 2.1. What separates the parts of the message to the broker cannot be in it. */
const TOKEN = /^[\w.~+/-]+=*$/;

/** The token, checked; its text is never part of an error. */
export function checkedToken(text: string, from: string): string {
  if (TOKEN.test(text)) return text;
  throw new SluiceError('BROKER_AUTH', `getting a token for Kafka: what ${from} gave is no token`);
}

/** The token of a file that something else renews, as Kubernetes does with projected ones: read for each use. */
export class TokenFile implements TokenSource {
  constructor(private readonly path: string) {}

  async token(): Promise<string> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch {
      // Whoever renews it may be about to.
      throw new SluiceError('BROKER_UNAVAILABLE', `getting a token for Kafka: ${this.path} cannot be read`);
    }
    return checkedToken(text.trim(), this.path);
  }
}
