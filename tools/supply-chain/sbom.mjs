// Writes the packages in production, those within the console's files among them, as CycloneDX, from package.json and
// package-lock.json of the current folder.
// `npm sbom --omit dev` leaves out whatever a package of development needs too, kafkajs for one.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
const bom = JSON.parse(execFileSync('npm', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }));
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));

const BUNDLED = JSON.parse(readFileSync(join(import.meta.dirname, 'bundled.json'), 'utf8'));
const isBundled = (path) => BUNDLED.some((name) => path === `node_modules/${name}`);
const production = new Set(
  Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && ((!dev && !devOptional) || isBundled(path)))
    .map(
      ([path, { version }]) => `${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${version}`,
    ),
);
const components = bom.components.filter(({ name, version }) => production.has(`${name}@${version}`));
const kept = new Set([bom.metadata.component['bom-ref'], ...components.map((one) => one['bom-ref'])]);
const dependencies = bom.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((one) => kept.has(one)) }));
process.stdout.write(`${JSON.stringify({ ...bom, components, dependencies }, undefined, 2)}\n`);
