import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { clientTypes } from './client-types.js';
import { openApiDocuments } from './openapi.js';
import { referencePages } from './pages.js';

const REFERENCE = 'docs/reference';
const CLIENT_TYPES = 'libs/client/src/query-api.ts';

const documents = await openApiDocuments();
const reference = { ...(await referencePages()), ...documents };
const files: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(reference).map(([name, content]) => [join(REFERENCE, name), content])),
  [CLIENT_TYPES]: await clientTypes(documents['openapi-query.json'], join(process.cwd(), CLIENT_TYPES)),
};

if (process.argv.includes('--check')) await check();
else await write();
process.exit();

async function write(): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** Exit code 1 where a file is not what the code says. */
async function check(): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    const committed = await readFile(file, 'utf8').catch(() => '');
    if (committed === content) continue;
    console.error(`${file} is not what the code says; run make reference and commit it`);
    process.exitCode = 1;
  }
}
