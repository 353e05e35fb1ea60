import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { connectEngine } from '../../src/stack/engine.ts';

const signal = new AbortController().signal;

/** A Docker engine of the test's own, beside the host's: its own daemon, data, containers and networks. */
export interface OwnEngine extends AsyncDisposable {
  readonly env: NodeJS.ProcessEnv;
  /** Folder of its data; a file system of its own where a size was given. */
  readonly data: string;
  /** Resolves when it answers. @throws with the end of its log. */
  start(): Promise<void>;
  /** Ends the daemon without a warning (its containers go on), or in order (it stops them); resolves when it is gone. */
  end(how: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/**
 * Starts it with the images that the host's engine has; the first state of a mirror is built in it by the first drill. Needs root.
 * It has a network of its own (bridges and firewall too), so that it takes nothing from the host's engine.
 */
export async function ownEngine({ sizeMib }: { readonly sizeMib?: number } = {}): Promise<OwnEngine> {
  const folder = mkdtempSync('/var/tmp/muster-engine-');
  const [data, socket, log] = [join(folder, 'data'), join(folder, 'engine.sock'), join(folder, 'log')];
  await execa('mkdir', [data]);
  if (sizeMib !== undefined) await mountOwn(folder, data, sizeMib);
  let daemon: ChildProcess | null = null;
  const env = { DOCKER_HOST: `unix://${socket}` };
  const start = async (): Promise<void> => {
    const out = openSync(log, 'a');
    const argv = ['--net', '--', 'dockerd', ...options(folder), '--data-root', data, '-H', `unix://${socket}`];
    daemon = spawn('unshare', argv, { detached: true, stdio: ['ignore', out, out] });
    closeSync(out);
    for (let tries = 0; tries < 120; tries += 1) {
      if (
        await connectEngine({ env, signal }).then(
          () => true,
          () => false,
        )
      )
        return;
      await sleep(250);
    }
    throw new Error(`the engine did not start: ${readFileSync(log, 'utf8').split('\n').slice(-8).join('\n')}`);
  };
  const end = async (how: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    const child = daemon;
    daemon = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(how);
    await once(child, 'exit');
    await helperGone(folder);
  };
  const dispose = async (): Promise<void> => {
    // Only a daemon ends its containers: one that was killed is started once more for that.
    if (daemon === null) await start().catch(() => undefined);
    await end('SIGTERM');
    const mounts = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' ')[1] ?? '');
    for (const mount of mounts.filter((path) => path.startsWith(`${folder}/`)).toReversed()) await execa('umount', [mount], { reject: false });
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    await start();
    await copyImages(env);
  } catch (error) {
    await dispose();
    throw error;
  }
  return { env, data, start, end, [Symbol.asyncDispose]: dispose };
}

function options(folder: string): readonly string[] {
  return ['--exec-root', join(folder, 'run'), '--pidfile', join(folder, 'pid'), '--bridge=none'];
}

/** The daemon's containerd must be gone before the next one can start its own. */
async function helperGone(folder: string): Promise<void> {
  const file = join(folder, 'run', 'containerd', 'containerd.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8'));
  for (let tries = 0; tries < 100; tries += 1) {
    if (!existsSync(`/proc/${pid}`)) return;
    await sleep(100);
  }
  process.kill(pid, 'SIGKILL');
}

/** Mounts a new file system of that size on the folder `data`; its image lies in `folder`. Needs root. */
export async function mountOwn(folder: string, data: string, sizeMib: number): Promise<void> {
  const image = join(folder, 'disk');
  await execa('truncate', ['-s', `${sizeMib}M`, image]);
  await execa('mkfs.ext4', ['-q', '-m', '0', image]);
  await execa('mount', ['-o', 'loop', image, data]);
}

/** Takes all room of the file system of `folder`; returns the files that hold it. */
export async function fillUp(folder: string): Promise<readonly string[]> {
  const { bavail, bsize } = statfsSync(folder);
  const [most, rest] = [join(folder, 'most'), join(folder, 'rest')];
  await execa('fallocate', ['-l', String(Math.max(1, bavail - 256) * bsize), most], { reject: false });
  await execa('dd', ['if=/dev/zero', `of=${rest}`, 'bs=4096'], { reject: false });
  return [most, rest];
}

/** Their ids stay the same, so that nothing is built again. */
async function copyImages(env: NodeJS.ProcessEnv): Promise<void> {
  const engine = await connectEngine({ env: process.env, signal });
  const images = await engine.docker.listImages({ filters: { label: ['muster.cache=image'] } });
  const tags = images.flatMap((image) => image.RepoTags ?? []).filter((tag) => /^muster-(?:base|web|db|toolbox|rootfs):/u.test(tag));
  const saved = spawn('docker', ['save', ...tags], { stdio: ['ignore', 'pipe', 'ignore'] });
  await execa('docker', ['load', '-q'], { env, stdin: saved.stdout });
}
