import { createWriteStream } from 'node:fs';
import { mkdtemp, open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { DrillError } from '../model/errors.ts';
import type { Digest } from '../model/json.ts';
import type { Artifact, ArtifactStore } from './store.ts';
import { folderTar } from './folder.ts';
import { pluginHeader } from './plugin-header.ts';
import { unzip } from './unzip.ts';

export interface AddRequest {
  readonly name: string;
  /** A folder, a `.zip`, a `.tar`, `.tar.gz`, `.tar.xz` or `.tar.zst` on this host. */
  readonly path: string;
  /** What the header says, where this is empty. */
  readonly version: string;
  /** Digest of the archive at `path`, when it was downloaded. */
  readonly archive?: Digest;
  readonly signal: AbortSignal;
}

/**
 * Puts a folder or an archive into the cache, as a tar that is the same for the same files whatever their dates and
 * owners. A WordPress plugin's version is read from its header.
 * @throws {DrillError} INVALID_FLAG when the path holds nothing usable, WRITE_FAILED.
 */
export async function addArtifact(store: ArtifactStore, { name, path, version, archive, signal }: AddRequest): Promise<Artifact> {
  if (!/^[a-z0-9][a-z0-9.-]{0,63}$/.test(name))
    throw new DrillError('INVALID_FLAG', `"${name}" is not an artifact's name: lower-case letters, digits and dashes.`);
  const found = await stat(path).catch(() => null);
  if (found === null) throw new DrillError('INVALID_FLAG', `There is nothing at ${path}.`);
  const work = await mkdtemp(join(await store.staging(), 'add-'));
  try {
    const folder = found.isDirectory() ? path : await unpacked(path, work, signal);
    const header = await pluginHeader(folder, name);
    const actual = version === '' ? header.version : version;
    if (actual === '') throw new DrillError('INVALID_FLAG', `${name} says nowhere which version it is.`, { hint: 'Give it with --version.' });
    const tar = join(work, 'artifact.tar');
    await pipeline(folderTar(folder, signal), createWriteStream(tar), { signal });
    return await store.put(tar, { name, version: actual, requiresWordPress: header.requiresWordPress, ...(archive === undefined ? {} : { archive }) }, signal);
  } finally {
    await store.remove(work);
  }
}

/** By its first bytes: a download has no name. */
async function isZip(file: string): Promise<boolean> {
  await using handle = await open(file);
  return (await handle.read(Buffer.alloc(4), 0, 4, 0)).buffer.toString('latin1').startsWith('PK\u0003\u0004');
}

async function unpacked(file: string, work: string, signal: AbortSignal): Promise<string> {
  const folder = await mkdtemp(join(work, 'unpacked-'));
  if (await isZip(file)) await unzip(file, folder, signal);
  else
    await execa('tar', ['-x', '--no-same-owner', '-f', file, '-C', folder], { cancelSignal: signal, stdin: 'ignore' }).catch((cause: unknown) => {
      throw new DrillError('INVALID_FLAG', `${basename(file)} is neither a zip nor a tar that this host can open.`, { cause });
    });
  const inside = await readdir(folder, { withFileTypes: true });
  const [only] = inside;
  return inside.length === 1 && only?.isDirectory() ? join(folder, only.name) : folder;
}
