import type { BackupSource, SourceFile } from '../model/backup-source.ts';
import { DrillError } from '../model/errors.ts';
import type { Bytes } from './bytes.ts';

/** What a small set may unpack to whatever its ratio: 2 GiB. */
const leastBytes = 2 * 1024 ** 3;
/** Dumps come to 5 to 20 times their packed size; a bomb of gzip to 1000 times, of zstd or xz to more. */
const mostRatio = 50;
const units: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

/** Bytes that any one file of a set may unpack to, and all its archives together; `limit` is what the user said instead. */
export function ceilingOf(files: readonly Pick<SourceFile, 'bytes'>[], limit?: number): number {
  return limit ?? Math.max(leastBytes, mostRatio * files.reduce((sum, { bytes }) => sum + bytes, 0));
}

/**
 * The same bytes. An object rather than a generator: one that was never begun would not close what feeds it.
 * @throws {DrillError} BACKUP_TOO_LARGE with the first byte over `most`.
 */
export function capped(input: Bytes, most: number, what: string): AsyncIterableIterator<Buffer> {
  const rest = input[Symbol.asyncIterator]();
  let bytes = 0;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const next = await rest.next();
      bytes += next.done === true ? 0 : next.value.length;
      if (bytes <= most) return next;
      await rest.return?.();
      throw tooLarge(what, most);
    },
    async return() {
      await rest.return?.();
      return { done: true, value: undefined };
    },
  };
}

export function tooLarge(what: string, most: number): DrillError {
  const said = most >= 1024 ** 2 ? `${Math.floor(most / 1024 ** 2)} MiB` : `${most} bytes`;
  return new DrillError('BACKUP_TOO_LARGE', `${what} unpacks to more than ${said}.`);
}

/** The source with what `--unpacked-limit` says of it; undefined: the ceiling that goes by its size. @throws {DrillError} INVALID_FLAG */
export function limited(source: BackupSource, flag: string | undefined): BackupSource {
  return flag === undefined ? source : { ...source, unpackedLimit: readSize(flag, '--unpacked-limit') };
}

/** `500G`, `1.5T`, `1000000`: bytes, in powers of 1024. @throws {DrillError} INVALID_FLAG */
export function readSize(text: string, flag: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)([KMGT]?)$/iu.exec(text) ?? [];
  const bytes = Math.floor(Number(number) * (units[unit.toUpperCase()] ?? 0));
  if (number === '' || !Number.isSafeInteger(bytes) || bytes < 1) throw new DrillError('INVALID_FLAG', `${flag} ${text} is no size: write it as 500G.`);
  return bytes;
}
