import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../..');
const DOCUMENTS = ['README.md', 'CHANGELOG.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)];

/** Targets of Markdown links within the project, and files named in backquotes with their folder. */
function filesNamed(document: string): string[] {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target]) =>
    join(dirname(document), target ?? ''),
  );
  const quoted = [...text.matchAll(/`((?:apps|libs|test|tools|docs|k8s|docker)\/[^`\s*<]+\.\w+)`/g)].map(
    ([, file]) => file ?? '',
  );
  return [...links, ...quoted];
}

describe('documents', () => {
  it.each(DOCUMENTS.filter((name) => name.endsWith('.md')))('%s names only files that exist', (document) => {
    expect(filesNamed(document).filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });
});
