import { readFileSync } from 'node:fs';
import { QueryClient } from '@sluice/client';
import { SluiceError } from '@sluice/contracts';
import type { Command } from 'commander';
import { queryUrl } from './query-url.js';

/** What every command has that asks the query app. */
export interface QueryFlags {
  readonly url?: string;
  readonly apiKeyFile?: string;
}

export function queryFlags(command: Command): Command {
  return command
    .option('--url <url>', 'the query app; by default SLUICE_QUERY_URL, or that of the system that runs here')
    .option('--api-key-file <file>', 'holds an API key or JWT; by default SLUICE_API_KEY of the environment');
}

/** The client that the flags ask for, or else the environment, or else what runs on this machine. */
export function clientOf({ url, apiKeyFile }: QueryFlags): QueryClient {
  const apiKey = apiKeyFile === undefined ? process.env['SLUICE_API_KEY'] : keyIn(apiKeyFile);
  return new QueryClient({ url: url ?? queryUrl(), ...(apiKey ? { apiKey } : {}) });
}

function keyIn(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new SluiceError('INPUT_UNREADABLE', `reading the API key: ${file} cannot be read`, { cause });
  }
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new SluiceError('INPUT_UNREADABLE', `reading the API key: ${file} must hold the key alone, on one line`);
}
