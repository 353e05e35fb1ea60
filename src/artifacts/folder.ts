import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { pack, type Pack } from 'tar-stream';
import type { Digest } from '../model/json.ts';

/**
 * A folder's files as a tar: names sorted, dates, owners and modes fixed, so the same files give the same bytes.
 * Regular files and folders only; links and version-control folders are left out. The reader sets the pace; the
 * stream errs when a file cannot be read.
 */
export function folderTar(folder: string, signal: AbortSignal): Readable {
  const archive = pack();
  addFolder(archive, { root: folder, name: '.' }, signal).then(
    () => archive.finalize(),
    (error: unknown) => archive.destroy(error instanceof Error ? error : new Error('a folder could not be packed')),
  );
  return Readable.from(archive, { objectMode: false });
}

/** Digest of that tar. */
export async function folderDigest(folder: string, signal: AbortSignal): Promise<Digest> {
  return await streamDigest(folderTar(folder, signal));
}

/** SHA-256 of what streams by, in constant memory. */
export async function streamDigest(bytes: Readable): Promise<Digest> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) hash.update(chunk as Buffer);
  return `sha256:${hash.digest('hex')}`;
}

const sameForAll = { mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: '' };

async function addFolder(archive: Pack, { root, name }: { readonly root: string; readonly name: string }, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  archive.entry({ ...sameForAll, name: `${name}/`, type: 'directory', mode: 0o755 });
  const entries = await readdir(join(root, name), { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const below = `${name}/${entry.name}`;
    if (entry.isDirectory() && entry.name !== '.git' && entry.name !== '.svn') await addFolder(archive, { root, name: below }, signal);
    if (entry.isFile()) await addFile(archive, { root, name: below }, signal);
  }
}

async function addFile(archive: Pack, { root, name }: { readonly root: string; readonly name: string }, signal: AbortSignal): Promise<void> {
  const path = join(root, name);
  const { size, mode } = await stat(path);
  const entry = archive.entry({ ...sameForAll, name, size, mode: (mode & 0o100) === 0 ? 0o644 : 0o755 });
  await pipeline(createReadStream(path), entry, { signal });
}
