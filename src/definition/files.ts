import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs';

export type FileKind = 'file' | 'folder' | 'other' | 'missing';

/** All that definitions may do to a disk. Paths are absolute; nothing throws. */
export interface Files {
  kind(path: string): FileKind;
  /** The path without symbolic links; null when it does not exist. */
  real(path: string): string | null;
  /** Names in a folder, sorted; empty when it cannot be listed. */
  list(path: string): readonly string[];
  /** A regular file's bytes; `too-large` without reading it, null when it cannot be read. */
  read(path: string, limitBytes: number): Buffer | 'too-large' | null;
}

/** The real disk. A pipe or device is never opened for reading. */
export const diskFiles: Files = {
  kind(path) {
    const stats = attempt(() => statSync(path, { throwIfNoEntry: false }));
    if (!stats) return 'missing';
    if (stats.isFile()) return 'file';
    return stats.isDirectory() ? 'folder' : 'other';
  },
  real: (path) => attempt(() => realpathSync(path)),
  list: (path) => attempt(() => readdirSync(path).toSorted()) ?? [],
  read(path, limitBytes) {
    // O_NONBLOCK: opening a pipe nobody writes to would wait for ever.
    const descriptor = attempt(() => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
    if (descriptor === null) return null;
    try {
      return attempt(() => readWhole(descriptor, limitBytes));
    } finally {
      attempt(() => closeSync(descriptor));
    }
  },
};

function readWhole(descriptor: number, limitBytes: number): Buffer | 'too-large' | null {
  const stats = fstatSync(descriptor);
  if (!stats.isFile()) return null;
  if (stats.size > limitBytes) return 'too-large';
  const bytes = Buffer.alloc(stats.size);
  let length = 0;
  while (length < bytes.length) {
    const count = readSync(descriptor, bytes, length, bytes.length - length, length);
    if (count === 0) break;
    length += count;
  }
  return bytes.subarray(0, length);
}

function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
