import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { APP_NAMES, ROOT, textOf } from './deployment-files.js';
import { example, podOf } from './kubernetes-objects.js';

const dockerfile = textOf('docker/Dockerfile').replaceAll(/\\\n\s*/g, '');
const lastStage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
const { version, engines } = JSON.parse(textOf('package.json')) as { version: string; engines: { node: string } };

/** What follows an instruction, once for each time it stands there. */
function instructions(name: string, text: string): string[] {
  return [...text.matchAll(new RegExp(`^${name} (.+)$`, 'gm'))].map(([, rest]) => rest ?? '');
}

describe('the image', () => {
  it('is made of a Node that the suite runs on', () => {
    const [runtime] = instructions('ARG', dockerfile);
    const bases = instructions('FROM', dockerfile).map((base) => base.replace('${RUNTIME_IMAGE}', runtime ?? ''));
    const majors = bases.map((base) => Number(/node(?:js|:)(\d+)-(?:bookworm|debian12)/.exec(base)?.[1]));
    expect(majors).toEqual([24, 24, 24]);
    expect(Math.min(...majors)).toBeGreaterThanOrEqual(Number(/\d+/.exec(engines.node)?.[0]));
  });

  it('copies what exists', () => {
    const sources = instructions('COPY', dockerfile)
      .flatMap((copy) =>
        copy
          .replace(/^--from=\w+ /, '')
          .split(' ')
          .slice(0, -1),
      )
      .map((source) => source.replace(/^\/app\//, ''))
      .filter((source) => source !== 'dist' && source !== 'sbom.cdx.json');
    expect(sources.length).toBeGreaterThan(10);
    expect(sources.filter((source) => !existsSync(join(ROOT, source)))).toEqual([]);
  });

  it('holds the packages of production only, and no install script has run', () => {
    expect(instructions('RUN', dockerfile)).toEqual([
      'npm ci --ignore-scripts',
      'npm run build',
      'npm ci --omit=dev --ignore-scripts',
      'node tools/supply-chain/sbom.mjs > sbom.cdx.json',
    ]);
    expect(instructions('COPY', lastStage)).toContain('--from=packages /app/node_modules node_modules');
  });

  it('says what it holds, where scanners look', () => {
    expect(instructions('COPY', lastStage)).toContain('--from=packages /app/sbom.cdx.json ./');
  });

  it('needs no shell, and its base has none unless somebody takes another', () => {
    expect(instructions('ARG', dockerfile)[0]).toMatch(
      /^RUNTIME_IMAGE=gcr\.io\/distroless\/nodejs\d+-debian12:nonroot$/,
    );
    expect(instructions('FROM', lastStage)).toEqual(['${RUNTIME_IMAGE}']);
    expect([...instructions('RUN', lastStage), ...instructions('SHELL', lastStage)]).toEqual([]);
    const commands = ['ENTRYPOINT', 'CMD', 'HEALTHCHECK'].flatMap((name) => instructions(name, lastStage));
    const lists = commands.map((command) => JSON.parse(command.replace(/^.*?CMD (?=\[)/, '')) as string[]);
    expect(lists.map(([program]) => program)).toEqual(['node', '--help', 'node']);
    for (const { container } of APP_NAMES.map(podOf)) expect(container).not.toHaveProperty('command');
  });

  it('finds its Node in the base image', () => {
    expect(instructions('ENV', lastStage)[1]?.split(/[=:]/)).toEqual(
      expect.arrayContaining(['PATH', '/nodejs/bin', '/usr/local/bin']),
    );
  });

  it('runs as the user of the manifests, by number', () => {
    const { runAsUser, runAsGroup } = podOf('consumer').spec.securityContext;
    expect(instructions('USER', lastStage)).toEqual([`${String(runAsUser)}:${String(runAsGroup)}`]);
    expect(runAsUser).not.toBe(0);
  });

  it('listens on the port of the manifests, on every address', () => {
    const [port] = podOf('consumer').container.ports;
    expect(instructions('EXPOSE', lastStage)).toEqual([String(port?.containerPort)]);
    const env = `NODE_ENV=production RUNTIME_HTTP_HOST=0.0.0.0 RUNTIME_HTTP_PORT=${String(port?.containerPort)}`;
    expect(instructions('ENV', lastStage)[0]).toBe(env);
  });

  it('is the command line', () => {
    expect(instructions('ENTRYPOINT', lastStage)).toEqual(['["node", "bin/sluice.mjs"]']);
  });

  it('carries the version of package.json, as the manifests do', () => {
    expect(instructions('ARG', lastStage)).toEqual([`VERSION=${version}`]);
    expect(podOf('consumer').container.image).toBe(`sluice:${version}`);
    expect(example.images).toMatchObject([{ name: 'sluice', newTag: version }]);
  });

  it('keeps secrets and data out of the build', () => {
    const lines = textOf('.dockerignore').split('\n');
    expect(lines).toEqual(expect.arrayContaining(['*', '**/.env', '**/*.env']));
    expect(lines).not.toContain('!sample_data');
  });

  it.each([
    { status: 200, exitCode: 0 },
    { status: 503, exitCode: 1 },
  ])('is healthy exactly while /health/live answers 200: $status', async ({ status, exitCode }) => {
    const server = createServer((request, response) => {
      response.writeHead(request.url === '/health/live' ? status : 404).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const answer = await healthcheck(port);
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    expect([answer, await healthcheck(port)]).toEqual([exitCode, 1]);
  });

  /** Exit code of the HEALTHCHECK's command. */
  async function healthcheck(port: number): Promise<unknown> {
    const [command = ''] = instructions('HEALTHCHECK', lastStage);
    const [program, ...args] = JSON.parse(command.slice(command.indexOf('['))) as string[];
    expect(program).toBe('node');
    const child = spawn(process.execPath, args, { env: { RUNTIME_HTTP_PORT: String(port) }, stdio: 'ignore' });
    const [code] = (await once(child, 'exit')) as unknown[];
    return code;
  }
});
