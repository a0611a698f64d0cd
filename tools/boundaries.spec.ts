import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = resolve(import.meta.dirname, '..');
const LIBS = ['contracts', 'runtime', 'kafka', 'storage'];

/** A small suite without a violation, in which each test plants one. */
const SOUND: Readonly<Record<string, string>> = {
  ...Object.fromEntries(LIBS.map((lib) => [`libs/${lib}/src/index.ts`, "export { name } from './name.js';\n"])),
  ...Object.fromEntries(LIBS.map((lib) => [`libs/${lib}/src/name.ts`, `export const name = '${lib}';\n`])),
  'libs/kafka/src/client.ts': "import { Kafka } from 'kafkajs';\nexport const kafka = Kafka;\n",
  'apps/consumer/src/main.ts': "import { name } from '@sluice/kafka';\nexport const it = name;\n",
  'apps/query/src/main.ts': "import { name } from '@sluice/storage';\nexport const it = name;\n",
  'tools/stack/src/index.ts': 'export const stack = 1;\n',
};

const PLANTED: readonly (readonly [rule: string, file: string, source: string])[] = [
  ['no-app-imports-app', 'apps/query/src/planted.ts', "export { it } from '../../consumer/src/main.js';\n"],
  ['no-lib-imports-app-or-tool', 'libs/runtime/src/planted.ts', "export { stack } from '@sluice/stack';\n"],
  [
    'no-lib-imports-app-or-tool',
    'libs/runtime/src/planted.ts',
    "export { it } from '../../../apps/query/src/main.js';\n",
  ],
  ['console-by-the-api-only', 'apps/console/src/planted.tsx', "export { name } from '@sluice/contracts';\n"],
  ['no-app-imports-tool', 'apps/query/src/planted.ts', "export { stack } from '@sluice/stack';\n"],
  ['no-reach-past-index', 'apps/query/src/planted.ts', "export { name } from '../../../libs/kafka/src/name.js';\n"],
  ['no-lib-reaches-past-index', 'libs/storage/src/planted.ts', "export { name } from '../../runtime/src/name.js';\n"],
  ['no-own-index', 'libs/storage/src/planted.ts', "export { name } from './index.js';\n"],
  ['no-own-index', 'libs/storage/src/planted.ts', "export { name } from '@sluice/storage';\n"],
  ['contracts-is-a-leaf', 'libs/contracts/src/planted.ts', "export { name } from '@sluice/runtime';\n"],
  ['kafkajs-only-in-kafka', 'apps/consumer/src/planted.ts', "export { Kafka } from 'kafkajs';\n"],
  ['kafkajs-only-in-kafka', 'libs/storage/src/planted.ts', "export type { Kafka } from 'kafkajs';\n"],
  ['mongodb-only-in-storage', 'libs/kafka/src/planted.ts', "export { MongoClient } from 'mongodb';\n"],
  ['mongodb-only-in-storage', 'apps/query/src/planted.ts', "export { default } from 'mongoose';\n"],
  ['mongodb-only-in-storage', 'apps/query/src/planted.ts', "export { Long } from 'bson';\n"],
];

describe('the boundaries of docs/architecture.md', () => {
  let suite: string;

  beforeAll(() => {
    suite = mkdtempSync(join(tmpdir(), 'sluice-boundaries-'));
    symlinkSync(join(root, 'node_modules'), join(suite, 'node_modules'));
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) {
      cpSync(join(root, file), join(suite, file));
    }
    for (const [file, source] of Object.entries(SOUND)) write(file, source);
  });
  afterAll(() => rmSync(suite, { recursive: true, force: true }));

  function write(file: string, source: string): void {
    mkdirSync(dirname(join(suite, file)), { recursive: true });
    writeFileSync(join(suite, file), source);
  }

  function cruise(): { readonly output: string; readonly status: number | null } {
    const depcruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const args = [depcruise, '--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'apps', 'libs', 'tools'];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: suite, encoding: 'utf8' });
    return { output: stdout + stderr, status };
  }

  it('lets a sound suite pass', () => {
    expect(cruise()).toMatchObject({ status: 0 });
  });

  it.each(PLANTED)('finds a breach of %s in %s: %s', (rule, file, source) => {
    write(file, source);
    try {
      const { output, status } = cruise();
      expect(output).toContain(`error ${rule}: ${file}`);
      expect(status).not.toBe(0);
    } finally {
      rmSync(join(suite, file));
    }
  });

  it('finds a cycle', () => {
    write('libs/runtime/src/a.ts', "import { b } from './b.js';\nexport const a = () => b;\n");
    write('libs/runtime/src/b.ts', "import { a } from './a.js';\nexport const b = () => a;\n");
    expect(cruise().output).toContain('error no-cycle: libs/runtime/src/a.ts');
  });
});
