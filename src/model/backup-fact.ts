import type { Digest, Instant } from './json.ts';

/** The backup that a run took before the failure. */
export interface TakenBackup {
  readonly digest: Digest;
  readonly bytes: number;
  readonly takenAt: Instant | null;
  readonly newestRecordAt: Instant;
  readonly encryption: { readonly kind: string; readonly keyId: string };
  readonly rowsChangedDuring: number;
}

/** What a run's journal says of the backup that it took or was given. */
export type BackupFact =
  | (TakenBackup & {
      readonly type: 'backup-taken';
      readonly files: readonly { readonly name: string; readonly bytes: number; readonly digest: Digest }[];
    })
  | {
      /** The whole set, as it was read from where it lies, before the mirror existed. */
      readonly type: 'backup-fetched';
      readonly where: string;
      readonly files: number;
      readonly bytes: number;
      readonly digest: Digest;
      readonly tookMs: number;
    }
  | {
      /** The input once more, at the end: a run only reads it. */
      readonly type: 'backup-rechecked';
      readonly unchanged: boolean;
      /** What was compared: contents, or names and sizes. */ readonly by: 'contents' | 'sizes';
    };
