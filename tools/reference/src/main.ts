import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { referencePages } from './pages.js';

const folder = join(process.cwd(), 'docs', 'reference');
await mkdir(folder, { recursive: true });
for (const [name, content] of Object.entries(referencePages())) await writeFile(join(folder, name), content);
