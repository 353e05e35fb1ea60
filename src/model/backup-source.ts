import type { Readable } from 'node:stream';

/** A file of a backup set, as the place where it lies lists it. */
export interface SourceFile {
  /** Relative to the set's folder, with `/`. */
  readonly path: string;
  readonly bytes: number;
}

/**
 * The files of a backup set, wherever they lie: a folder of this host, or a volume of the mirror that a fetcher filled.
 * Read-only; a file's date is never used, so it is not here.
 */
export interface BackupSource {
  /** As the user named it; printable, without credentials. */
  readonly title: string;
  /** Bytes that a file of it may unpack to, where the user said so. */
  readonly unpackedLimit?: number;
  /** Every regular file, sorted by path; links are not followed. @throws {DrillError} BACKUP_UNREADABLE */
  list(signal: AbortSignal): Promise<readonly SourceFile[]>;
  /** Bytes `start` (default 0) to before `end` (default the file's end). The stream fails with DrillError BACKUP_UNREADABLE. */
  read(path: string, range?: { readonly start?: number; readonly end?: number }): Readable;
}

/** What opens a set: values from escrow, held in memory only, never printed. */
export interface BackupKeys {
  /** `AGE-SECRET-KEY-1…` lines. */
  readonly ageIdentities: readonly string[];
  /** Armored OpenPGP secret keys. */
  readonly gpgKeys: readonly string[];
  /** For openssl enc, gpg --symmetric and age -p. */
  readonly passphrases: readonly string[];
  /** UpdraftPlus' encryption phrase. */
  readonly updraftPhrase: string | null;
  readonly resticPassword: string | null;
}

/** A layer around a file's content; the outermost is listed first. */
export type Envelope = 'gzip' | 'zstd' | 'xz' | 'bzip2' | 'age' | 'gpg' | 'openssl' | 'updraft-crypt';

/** What lies within the envelopes. */
export type PartContent =
  | { readonly kind: 'sql'; readonly by: 'mariadb-dump' | 'mysqldump' | 'updraftplus' | 'other' }
  | { readonly kind: 'mydumper' }
  /** The folder of `mariadb-dump --dir`: a schema and a file of rows for each table. */
  | { readonly kind: 'mariadb-dir'; readonly form: 'tar' }
  | { readonly kind: 'mariabackup'; readonly form: 'xbstream' | 'folder'; readonly prepared: boolean }
  | {
      readonly kind: 'archive';
      readonly form: 'tar' | 'zip';
      /** Where its root belongs: the web root, or a folder of wp-content. */
      readonly root: 'web-root' | 'wp-content' | 'plugins' | 'themes' | 'uploads' | 'mu-plugins' | 'others';
    };

/** One restorable piece of a set: a stream (one file, or numbered parts in order), or a folder of many files. */
export interface RecognisedPart {
  /** In the order in which they are read. */
  readonly paths: readonly string[];
  readonly envelopes: readonly Envelope[];
  readonly content: PartContent;
}

/** A set whose format was told from its content. */
export interface RecognisedSet {
  /** Kind of the format, e.g. `mariadb-dump`, `updraftplus`, `mydumper`. */
  readonly format: string;
  readonly title: string;
  readonly parts: readonly RecognisedPart[];
}
