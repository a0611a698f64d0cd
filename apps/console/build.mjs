// Builds the console into dist/console: hashed files that may be kept for ever, and an index that names them.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = import.meta.dirname;
const root = resolve(here, '../..');
// What of other people's work ends up in the bundle.
const BUNDLED = JSON.parse(readFileSync(join(root, 'tools/supply-chain/bundled.json'), 'utf8'));
const target = join(root, 'dist/console');
const next = `${target}.next`;
const ENTRIES = { main: 'src/main.tsx', 'theme-start': 'src/theme-start.ts', icon: 'src/icon.svg' };

rmSync(next, { recursive: true, force: true });
mkdirSync(next, { recursive: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ENTRIES,
  outdir: join(next, 'assets'),
  entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  bundle: true,
  minify: true,
  metafile: true,
  format: 'esm',
  // light-dark() is as old as these.
  target: ['chrome123', 'firefox120', 'safari17.5'],
  loader: { '.woff2': 'file', '.svg': 'copy' },
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  logLevel: 'warning',
});

const strangers = Object.keys(metafile.inputs)
  .flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [])
  .filter((name) => !BUNDLED.includes(name));
if (strangers.length > 0) {
  throw new Error(
    `building the console: ${[...new Set(strangers)].join(', ')}: to be named in tools/supply-chain/bundled.json`,
  );
}
const files = Object.keys(metafile.outputs).map((file) => relative(next, resolve(here, file)));
const find = (pattern) => {
  const found = files.find((file) => pattern.test(basename(file)));
  if (found === undefined) throw new Error(`building the console: no file is like ${pattern}`);
  return found;
};
const names = {
  icon: find(/^icon-.*\.svg$/),
  font: find(/\.woff2$/),
  style: find(/^main-.*\.css$/),
  theme: find(/^theme-start-.*\.js$/),
  main: find(/^main-.*\.js$/),
};
const page = readFileSync(join(here, 'index.html'), 'utf8').replaceAll(/%(\w+)%/g, (_, name) => names[name]);
writeFileSync(join(next, 'index.html'), page);
for (const file of [...files, 'index.html'].filter((name) => /\.(?:js|css|svg|html)$/.test(name))) {
  const bytes = readFileSync(join(next, file));
  writeFileSync(join(next, `${file}.br`), brotliCompressSync(bytes));
  writeFileSync(join(next, `${file}.gz`), gzipSync(bytes, { level: 9 }));
}
writeFileSync(join(next, 'licences.txt'), BUNDLED.map(licenceOf).join('\n\n'));
rmSync(target, { recursive: true, force: true });
renameSync(next, target);

function licenceOf(name) {
  const folder = join(root, 'node_modules', name);
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return `${name} ${version}\n\n${readFileSync(join(folder, 'LICENSE'), 'utf8').trim()}\n`;
}
