import { createHash } from 'node:crypto';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack, type Pack } from 'tar-stream';
import type { BackupSource, SourceFile } from '../model/backup-source.ts';
import { DrillError, isAbort } from '../model/errors.ts';
import type { Digest } from '../model/json.ts';

/** A set as it was read: what is in it, byte for byte. */
export interface SetDigest {
  /** Over paths, sizes and contents, in the order of the paths. */
  readonly digest: Digest;
  readonly bytes: number;
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly digest: Digest }[];
}

/**
 * The files as one archive under the folder `into`, read once, in constant memory; `read` is what it was made of, known
 * when the archive was taken to its end. A file that is shorter or longer than it was listed breaks the archive off with
 * BACKUP_UNREADABLE.
 */
export function packSet(
  source: BackupSource,
  files: readonly SourceFile[],
  { into, signal }: { readonly into: string; readonly signal: AbortSignal },
): { readonly archive: Readable; readonly read: Promise<SetDigest> } {
  const archive = pack();
  const read = (async () => {
    const seen: SetDigest['files'][number][] = [];
    try {
      for (const file of files) {
        const { stream, digest } = hashing();
        await pipeline(source.read(file.path), stream, archive.entry({ name: `${into}/${file.path}`, size: file.bytes, mode: 0o600 }), { signal });
        seen.push({ name: file.path, bytes: file.bytes, digest: digest() });
      }
      archive.finalize();
    } catch (cause) {
      const broken = brokenOff(source, cause);
      archive.destroy(broken);
      throw broken;
    }
    return summed(seen);
  })();
  read.catch(() => undefined);
  return { archive: Readable.from(told(source, archive), { objectMode: false }), read };
}

async function* told(source: BackupSource, archive: Pack): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of archive) yield chunk as Buffer;
  } catch (cause) {
    throw brokenOff(source, cause);
  }
}

function brokenOff({ title }: BackupSource, cause: unknown): Error {
  if (cause instanceof DrillError || (cause instanceof Error && isAbort(cause))) return cause;
  return new DrillError('BACKUP_UNREADABLE', `${title}: a file could not be read as it was listed.`, { cause });
}

/** Reads a set whole for its digest alone. @throws {DrillError} BACKUP_UNREADABLE */
export async function digestSet(source: BackupSource, files: readonly SourceFile[], signal: AbortSignal): Promise<SetDigest> {
  const seen: SetDigest['files'][number][] = [];
  for (const file of files) {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of source.read(file.path)) {
      signal.throwIfAborted();
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
    seen.push({ name: file.path, bytes, digest: `sha256:${hash.digest('hex')}` });
  }
  return summed(seen);
}

/** Several sets as one: each file under its set's name. */
export function joinSets(sets: readonly { readonly name: string; readonly digest: SetDigest }[]): SetDigest {
  return summed(sets.flatMap(({ name, digest }) => digest.files.map((file) => ({ ...file, name: `${name}/${file.name}` }))));
}

function hashing(): { readonly stream: Transform; readonly digest: () => Digest } {
  const hash = createHash('sha256');
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return { stream, digest: () => `sha256:${hash.digest('hex')}` };
}

function summed(files: SetDigest['files']): SetDigest {
  const hash = createHash('sha256');
  for (const { name, bytes, digest } of files) hash.update(`${name}\0${bytes}\0${digest}\n`);
  return { digest: `sha256:${hash.digest('hex')}`, bytes: files.reduce((sum, file) => sum + file.bytes, 0), files };
}
