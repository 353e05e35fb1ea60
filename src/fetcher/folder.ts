import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import type { BackupSource, SourceFile } from '../model/backup-source.ts';
import { DrillError, isAbort } from '../model/errors.ts';

const chunkBytes = 256 * 1024;

/** A backup set in a folder of this host, or one file. Read-only; links are not followed, so nothing outside is read. */
export function folderSource(path: string, title = path): BackupSource {
  let base = path;
  return {
    title,
    async list(signal) {
      const files: SourceFile[] = [];
      try {
        const top = await lstat(path);
        if (top.isFile()) {
          base = dirname(path);
          return [{ path: basename(path), bytes: top.size }];
        }
        await walk(path, '', files, signal);
      } catch (error) {
        throw unreadable(title, error);
      }
      return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    },
    read(name, { start = 0, end } = {}) {
      if (end !== undefined && end <= start) return new PassThrough().end();
      const file = createReadStream(join(base, name), { start, highWaterMark: chunkBytes, ...(end === undefined ? {} : { end: end - 1 }) });
      return withError(file, `${title}: ${name}`);
    },
  };
}

async function walk(base: string, below: string, files: SourceFile[], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  for (const entry of await readdir(join(base, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) await walk(base, path, files, signal);
    else if (entry.isFile()) files.push({ path, bytes: (await lstat(join(base, path))).size });
  }
}

/** The same bytes; an error of the file system becomes ours. */
function withError(file: Readable, what: string): Readable {
  const out = new PassThrough({ highWaterMark: chunkBytes });
  // Not pipeline: it would end the copy with the file system's own error.
  file.on('error', (error) => out.destroy(unreadable(what, error)));
  out.on('close', () => file.destroy());
  file.pipe(out);
  return out;
}

function unreadable(what: string, error: unknown): Error {
  if (error instanceof Error && (isAbort(error) || error instanceof DrillError)) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'an unknown error';
  return new DrillError('BACKUP_UNREADABLE', code === 'ENOENT' ? `${what} does not exist.` : `${what} cannot be read: ${code}.`, { cause: error });
}
