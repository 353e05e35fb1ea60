import { Readable } from 'node:stream';
import type { BackupSource } from '../../src/model/backup-source.ts';

export type Files = Readonly<Record<string, Buffer | string>>;

/** A set in memory, handed out in chunks of the given size. */
export function memorySource(files: Files, chunkBytes = 60_000): BackupSource {
  const of = (path: string): Buffer => Buffer.from(files[path] ?? '');
  return {
    title: 'the set',
    list: () =>
      Promise.resolve(
        Object.keys(files)
          .toSorted()
          .map((path) => ({ path, bytes: of(path).length })),
      ),
    read(path, { start = 0, end } = {}) {
      const bytes = of(path).subarray(start, end);
      return Readable.from(
        (function* chunks() {
          for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
        })(),
        { objectMode: false },
      );
    },
  };
}
