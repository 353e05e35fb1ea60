import type { BackupKeys, Envelope } from '../../model/backup-source.ts';
import { DrillError, isAbort } from '../../model/errors.ts';
import type { Bytes } from '../bytes.ts';

/** What a layer is opened with. */
export interface Opening {
  readonly keys: BackupKeys;
  /** True when a content begins like something that Muster knows: tells a right passphrase where the layer itself cannot. */
  readonly known: (head: Buffer) => boolean;
}

/** One kind of layer around a file's content. */
export interface EnvelopeKind {
  readonly kind: Envelope;
  readonly title: string;
  readonly encrypts: boolean;
  /** What shows a changed or missing byte; `none` where nothing does. */
  readonly integrity: 'checksum' | 'authenticated' | 'none';
  /** By the content's first bytes; a name is never asked. */
  recognise(head: Buffer, opening: Opening): boolean;
  /**
   * The content, in constant memory. The stream ends whole or fails.
   * @throws {DrillError} BACKUP_LOCKED without a key of its kind, RESTORE_REFUSED when no given key opens it,
   * BACKUP_DAMAGED when bytes are missing or changed.
   */
  open(bytes: Bytes, opening: Opening): Bytes;
}

/** A layer's library failed on its bytes: our own errors and aborts pass, everything else is damage. No text of the library is kept. */
export function damage(title: string, error: unknown): unknown {
  if (error instanceof DrillError || isAbort(error)) return error;
  return new DrillError('BACKUP_DAMAGED', `the ${title} layer is cut or changed: it does not come to a sound end`, { cause: error });
}

/** Runs a layer so that whatever its library throws is `damage`. */
export async function* guarded(title: string, bytes: () => Bytes): AsyncGenerator<Buffer> {
  try {
    yield* bytes();
  } catch (error) {
    throw damage(title, error);
  }
}

export function locked(title: string, what: string): DrillError {
  return new DrillError('BACKUP_LOCKED', `${title} needs ${what}, and none was given`);
}

export function refused(title: string, what: string): DrillError {
  return new DrillError('RESTORE_REFUSED', `${title}: ${what} does not open it`);
}
