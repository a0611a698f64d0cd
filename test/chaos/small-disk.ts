import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Ways to a file system of one's own: as any user in a namespace of users, or as root without one. */
const WAYS = [
  { unshare: ['--user', '--map-root-user', '--mount'], nsenter: ['--user', '--mount', '--preserve-credentials'] },
  { unshare: ['--mount'], nsenter: ['--mount'] },
];
type Way = (typeof WAYS)[number];

/** A file system in memory that can be filled and enlarged. Only processes behind its {@link launcher} see it. */
export class SmallDisk {
  private constructor(
    readonly folder: string,
    private megabytes: number,
    private readonly way: Way,
    private readonly keeper: ChildProcess,
  ) {}

  /** Why this system offers none; undefined where it does. */
  static unavailable(): string | undefined {
    const reasons = WAYS.map(({ unshare }) => {
      const { status, error, stderr } = spawnSync('unshare', [...unshare, 'mount', '-t', 'tmpfs', 'none', tmpdir()]);
      return status === 0 ? undefined : (error?.message ?? String(stderr).trim());
    });
    return reasons.includes(undefined) ? undefined : reasons.join('; ');
  }

  /** Ends with this process. */
  static async mount(megabytes: number): Promise<SmallDisk> {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-disk-'));
    for (const way of WAYS) {
      const script = `mount -t tmpfs -o size=${megabytes}m none '${folder}' && echo mounted && exec cat`;
      const keeper = spawn('unshare', [...way.unshare, 'sh', '-c', script], { stdio: ['pipe', 'pipe', 'ignore'] });
      const isMounted = await Promise.race([
        once(keeper.stdout, 'data').then(() => true),
        once(keeper, 'exit').then(() => false),
      ]);
      if (isMounted) return new SmallDisk(folder, megabytes, way, keeper);
    }
    rmSync(folder, { recursive: true });
    throw new Error(`no small disk: ${SmallDisk.unavailable() ?? 'it could not be mounted'}`);
  }

  /** Command line to put before that of a process that shall use it. */
  get launcher(): [string, ...string[]] {
    return ['nsenter', '--target', String(this.keeper.pid), ...this.way.nsenter];
  }

  /** Leaves no byte free. */
  fill(): void {
    const filler = join(this.folder, `filler-${this.megabytes}`);
    const { stderr } = this.run('dd', 'if=/dev/zero', `of=${filler}`, 'bs=64k');
    if (!stderr.includes('No space left')) throw new Error(`filling the disk: ${stderr}`);
  }

  enlarge(megabytes: number): void {
    this.megabytes += megabytes;
    const { status, stderr } = this.run('mount', '-o', `remount,size=${this.megabytes}m`, this.folder);
    if (status !== 0) throw new Error(`enlarging the disk: ${stderr}`);
  }

  freeBytes(): number {
    const { stdout } = this.run('df', '--output=avail', '--block-size=1', this.folder);
    return Number(stdout.split('\n')[1]);
  }

  async close(): Promise<void> {
    const gone = once(this.keeper, 'exit');
    this.keeper.stdin?.end();
    await gone;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private run(...command: string[]): { status: number | null; stdout: string; stderr: string } {
    const [program, ...args] = [...this.launcher, ...command];
    return spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  }
}
