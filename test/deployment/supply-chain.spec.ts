import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { ROOT, textOf } from './deployment-files.js';

interface Bom {
  readonly bomFormat: string;
  readonly components: readonly { readonly name: string; readonly version: string; readonly group?: string }[];
}

const { dependencies, devDependencies } = JSON.parse(textOf('package.json')) as Record<string, Record<string, string>>;

/** What the Dockerfile and `make sbom` write. */
async function listed(): Promise<Bom> {
  const command = 'node tools/supply-chain/sbom.mjs';
  expect(textOf('Makefile')).toContain(`${command} > dist/sbom.cdx.json`);
  expect(textOf('docker/Dockerfile')).toContain(`RUN ${command} > sbom.cdx.json`);
  const script = ['tools/supply-chain/sbom.mjs'];
  const { stdout } = await promisify(execFile)(process.execPath, script, { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout) as Bom;
}

describe('the list of what the image holds', () => {
  it('names every package in production with its version, and none of development but what the console holds', async () => {
    const { bomFormat, components } = await listed();
    expect(bomFormat).toBe('CycloneDX');
    const versions = new Map(components.map((one) => [nameOf(one), one.version]));
    const expected = Object.entries(dependencies ?? {}).map(([name, version]) => [
      name,
      version.replace(/^npm:.*@/, ''),
    ]);
    expect(expected.map(([name = '']) => [name, versions.get(name)])).toEqual(expected);
    // production may need a package that development names too, perhaps in another version
    const { packages } = JSON.parse(textOf('package-lock.json')) as {
      packages: Record<string, { version?: string; dev?: boolean }>;
    };
    const ours = Object.keys(devDependencies ?? {}).filter((name) => packages[`node_modules/${name}`]?.dev === true);
    expect(ours).toContain('jest');
    const isListed = (name: string): boolean =>
      components.some((one) => nameOf(one) === name && one.version === packages[`node_modules/${name}`]?.version);
    expect(ours.filter(isListed).toSorted()).toEqual(
      (JSON.parse(textOf('tools/supply-chain/bundled.json')) as string[]).toSorted(),
    );
  });
});

function nameOf({ group, name }: Bom['components'][number]): string {
  return group ? `${group}/${name}` : name;
}
