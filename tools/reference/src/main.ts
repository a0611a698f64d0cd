import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openApiDocuments } from './openapi.js';
import { referencePages } from './pages.js';

const folder = join(process.cwd(), 'docs', 'reference');
const pages = { ...referencePages(), ...(await openApiDocuments()) };

if (process.argv.includes('--check')) await check();
else await write();
process.exit();

async function write(): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(pages)) await writeFile(join(folder, name), content);
}

/** Exit code 1 where a page is not what the code says. */
async function check(): Promise<void> {
  for (const [name, content] of Object.entries(pages)) {
    const committed = await readFile(join(folder, name), 'utf8').catch(() => '');
    if (committed === content) continue;
    console.error(`docs/reference/${name} is not what the code says; run make reference and commit it`);
    process.exitCode = 1;
  }
}
