import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';

/** A build context: its files in a fixed order, and the digest of their paths and contents. */
export interface ImageContext {
  readonly digest: string;
  readonly files: readonly { readonly path: string; readonly content: Buffer }[];
}

/** Reads a folder as a build context. Modes are not part of it: the Dockerfile sets those that matter. */
export function readContext(folder: string): ImageContext {
  const paths = readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile())
    .map((path) => relative(folder, path).split(sep).join('/'))
    .toSorted();
  const files = paths.map((path) => ({ path, content: readFileSync(join(folder, path)) }));
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file.path}\0${file.content.length}\0`).update(file.content);
  return { digest: hash.digest('hex'), files };
}

/** The context as an archive, the same bytes for the same files. */
export function packContext(context: ImageContext): Readable {
  const archive = pack();
  for (const { path, content } of context.files) archive.entry({ name: path, mode: 0o644 }, content);
  archive.finalize();
  return Readable.from(archive);
}
