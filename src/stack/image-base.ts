import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { DrillError } from '../model/errors.ts';
import type { Engine } from './engine.ts';
import { engineCall, engineStatus } from './engine-call.ts';
import { cacheLabel, followProgress } from './image-build.ts';

const suite = 'trixie';
const pulled = `debian:${suite}-slim`;
const bootstrapped = `muster-rootfs:${suite}`;
const firstByteMs = 6_000;
const pullMs = 180_000;
/** Its answer begins when the whole file system was read. */
const importMs = 600_000;

/**
 * The name of a Debian root file system the engine holds: what is there already, else the registry's image when a
 * pull begins within six seconds, else one made by debootstrap on this host and imported.
 * @throws {DrillError} IMAGE_BUILD_FAILED naming the command to type; ABORTED.
 */
export async function ensureRootfs(engine: Engine, onProgress: (text: string) => void, signal: AbortSignal): Promise<string> {
  for (const tag of [pulled, bootstrapped]) if (await hasImage(engine, tag)) return tag;
  onProgress(`pulling ${pulled}`);
  if (await tryPull(engine, signal)) return pulled;
  onProgress(`the image registry is not reachable: making Debian ${suite} with debootstrap`);
  await bootstrap(engine, signal);
  return bootstrapped;
}

/** True when the engine holds `reference`. */
async function hasImage(engine: Engine, reference: string): Promise<boolean> {
  try {
    await engine.docker.getImage(reference).inspect();
    return true;
  } catch (error) {
    if (engineStatus(error) === 404) return false;
    return engineCall(`looking for ${reference}`, Promise.reject(error));
  }
}

async function tryPull(engine: Engine, signal: AbortSignal): Promise<boolean> {
  const slow = new AbortController();
  const ends = AbortSignal.any([signal, slow.signal, AbortSignal.timeout(pullMs)]);
  const begun = new AbortController();
  sleep(firstByteMs, undefined, { signal: begun.signal }).then(
    () => slow.abort(),
    () => undefined,
  );
  try {
    const stream: NodeJS.ReadableStream = await engine.docker.pull(pulled, { abortSignal: ends });
    await followProgress(`pulling ${pulled}`, stream, ends, (event) => {
      if (event['id'] !== undefined) begun.abort();
    });
    return await hasImage(engine, pulled);
  } catch (error) {
    if (signal.aborted) throw new DrillError('ABORTED', `pulling ${pulled}: interrupted`, { cause: error });
    return false;
  } finally {
    begun.abort();
  }
}

async function bootstrap(engine: Engine, signal: AbortSignal): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-rootfs-'));
  try {
    const root = join(folder, 'root');
    await run('debootstrap', ['--variant=minbase', suite, root], signal);
    const tar = spawn('tar', ['-C', root, '--exclude=./var/cache/apt/archives/*.deb', '--exclude=./var/lib/apt/lists/*', '--numeric-owner', '-c', '.'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [name, tag] = bootstrapped.split(':');
    const stream: NodeJS.ReadableStream = await engineCall(
      'importing the base image',
      engine.docker.importImage(tar.stdout, { repo: name, tag, changes: `LABEL ${cacheLabel}=image` }),
      {},
      importMs,
    );
    await followProgress('importing the base image', stream, signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(command: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  const result = await execa(command, args, { reject: false, cancelSignal: signal, all: true, stdin: 'ignore' });
  if (signal.aborted) throw new DrillError('ABORTED', `${command}: interrupted`);
  if (!result.failed) return;
  const missing = result.code === 'ENOENT';
  const text = missing ? 'is not installed' : `failed: ${(result.all ?? '').trim().split('\n').slice(-3).join(' / ')}`;
  throw new DrillError('IMAGE_BUILD_FAILED', `the base image cannot be made: the image registry is not reachable and ${command} ${text}`, {
    hint: missing
      ? 'As root: apt-get install debootstrap   (or run `muster setup`), then try again.'
      : 'debootstrap needs root and the Debian package archive; see `muster doctor`.',
    cause: result,
  });
}

/** True when the engine holds a root file system to build from, after a pull when that works. Never runs debootstrap. */
export async function pullRootfs(engine: Engine, signal: AbortSignal): Promise<boolean> {
  for (const tag of [pulled, bootstrapped]) if (await hasImage(engine, tag)) return true;
  return tryPull(engine, signal);
}
