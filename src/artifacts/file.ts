import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import type { Digest } from '../model/json.ts';
import { folderDigest, streamDigest } from './folder.ts';

/** Digest of a component that lies at a path, a folder or a single file. Rejects when nothing is there. */
export async function digestAt(path: string, signal: AbortSignal): Promise<Digest> {
  return (await stat(path)).isFile() ? await streamDigest(fileTar(path)) : await folderDigest(path, signal);
}

/** One small file as a tar: a drop-in or a must-use plugin of a single file. The same bytes give the same tar. */
export function fileTar(path: string): Readable {
  const archive = pack();
  readFile(path).then(
    (content) => {
      archive.entry({ name: basename(path), mode: 0o644, mtime: new Date(0) }, content);
      archive.finalize();
    },
    (error: unknown) => archive.destroy(error instanceof Error ? error : new Error('a file could not be packed')),
  );
  return Readable.from(archive, { objectMode: false });
}
