import type { BackupInspection } from '../backup-inspection.ts';
import type { Digest, Instant } from '../json.ts';
import type { WebRootPart } from '../web-root.ts';

/** One backup set that the site's documented procedure made. */
export interface BackupSet {
  readonly name: string;
  /** When its procedure began; null where nothing says so. */
  readonly takenAt: Instant | null;
  readonly newestRecordAt: Instant;
  readonly bytes: number;
  readonly digest: Digest;
  readonly encryption: { readonly kind: string; readonly keyId: string };
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly digest: Digest }[];
  /** Made before any damage, as far as this run knows. */
  readonly clean: boolean;
}

/** The site's backup procedure, both ways. */
export interface Backups {
  /** Newest last. */
  readonly sets: readonly BackupSet[];
  /** Makes a set by the site's own procedure. `clean: false` where damage was done before it: the set holds that damage. */
  take(options?: { readonly clean: boolean }): Promise<BackupSet>;
  /** @throws {DrillError} RESTORE_REFUSED when the key does not open it or the dump is cut. */
  restoreDatabase(set: BackupSet): Promise<{ readonly bytes: number }>;
  /**
   * Reads a set from its first to its last byte, as it lies, and judges it by the rules of `muster backup verify`, with
   * the keys that escrow holds. Absent where the sets were given.
   */
  inspect?(set: BackupSet): Promise<BackupInspection>;
  /**
   * Takes a set's files, as they lie now, for what the procedure has made: one that went wrong. Not clean any more.
   * Absent where the sets were given.
   */
  spoil?(set: BackupSet): Promise<BackupSet>;
  /**
   * Loads single tables (named without prefix) out of a set into a database of their own beside the shop's, which goes
   * when it is disposed of; named with prefix there. Needs the backup identity in place. Absent where no way is known.
   * @throws {DrillError} RESTORE_REFUSED when the key does not open it, the dump is cut or lacks one of the tables.
   */
  openTables?(set: BackupSet, tables: readonly string[]): Promise<AsyncDisposable & { readonly schema: string }>;
  /**
   * Puts parts of the web root back, each as a whole: what stood in its place goes away, so that nothing foreign stays.
   * Nothing is touched before the whole archive opened. `absent` names the parts that the set does not hold; what stands
   * in their place is left alone.
   * @throws {DrillError} RESTORE_REFUSED when the key does not open it, it is cut or changed, or it holds no WordPress.
   */
  restoreFiles(set: BackupSet, parts: readonly WebRootPart[]): Promise<{ readonly bytes: number; readonly absent: readonly WebRootPart[] }>;
  /**
   * Puts back what the drill itself needs and no given set holds: its own accounts, product and order. Called once the
   * import was fingerprinted, before the shop may read it. Absent where the sets hold them.
   */
  reinstate?(): Promise<void>;
}
