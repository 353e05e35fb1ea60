import type { BackupKeys, Envelope } from '../model/backup-source.ts';
import { DrillError } from '../model/errors.ts';
import { peek, tapped, type Bytes } from './bytes.ts';
import { isKnown, sniff, type Sniffed } from './content.ts';
import { damage, type EnvelopeKind, type Opening } from './envelopes/envelope.ts';
import { envelopes } from './envelopes/index.ts';

const headBytes = 8 * 1024;
const mostLayers = 8;

/** A file whose layers were opened as far as the keys go. */
export type Peeled =
  | { readonly state: 'open'; readonly envelopes: readonly Envelope[]; readonly content: Sniffed; readonly head: Buffer; readonly bytes: Bytes }
  /** The innermost layer listed did not open; `error` is BACKUP_LOCKED, RESTORE_REFUSED or BACKUP_DAMAGED. */
  | { readonly state: 'shut'; readonly envelopes: readonly Envelope[]; readonly error: DrillError };

export interface PeelOptions {
  readonly keys: BackupKeys;
  /** Sees what the first encrypting layer is made of: all that is readable without a key. */
  readonly onCiphertext?: ((chunk: Buffer) => void) | undefined;
}

/**
 * Opens layer after layer, each recognised by its content. Nothing beyond the first bytes is read until `bytes` is;
 * damage further on fails there. @throws {DrillError} BACKUP_UNREADABLE from the source.
 */
export async function peel(bytes: Bytes, { keys, onCiphertext }: PeelOptions): Promise<Peeled> {
  const opening: Opening = { keys, known: isKnownInside };
  const layers: EnvelopeKind[] = [];
  let at: Awaited<ReturnType<typeof peek>>;
  try {
    at = await peek(bytes, headBytes);
    while (layers.length < mostLayers) {
      const layer = envelopes.find((one) => one.recognise(at.head, opening));
      if (layer === undefined) break;
      const first = layer.encrypts && !layers.some(({ encrypts }) => encrypts);
      layers.push(layer);
      at = await peek(layer.open(first && onCiphertext !== undefined ? tapped(at.bytes, onCiphertext) : at.bytes, opening), headBytes);
    }
  } catch (error) {
    const told = layers.length === 0 ? error : damage(layers.at(-1)?.title ?? '', error);
    if (told instanceof DrillError && told.code !== 'BACKUP_UNREADABLE' && told.code !== 'ABORTED')
      return { state: 'shut', envelopes: kindsOf(layers), error: told };
    throw told;
  }
  return { state: 'open', envelopes: kindsOf(layers), content: sniff(at.head), head: at.head, bytes: at.bytes };
}

/** What the first encrypting layer is made of, without opening it; the content itself where nothing encrypts. */
export async function ciphertextOf(bytes: Bytes): Promise<Bytes> {
  const opening: Opening = { keys: noKeys, known: isKnownInside };
  let at = await peek(bytes, headBytes);
  for (let depth = 0; depth < mostLayers; depth += 1) {
    const layer = envelopes.find((one) => one.recognise(at.head, opening));
    if (layer === undefined || layer.encrypts) break;
    at = await peek(layer.open(at.bytes, opening), headBytes);
  }
  return at.bytes;
}

const kindsOf = (layers: readonly EnvelopeKind[]): readonly Envelope[] => layers.map(({ kind }) => kind);

export const encrypts = (kind: Envelope): boolean => envelopes.find((one) => one.kind === kind)?.encrypts === true;
export const hasIntegrity = (kind: Envelope): boolean => envelopes.find((one) => one.kind === kind)?.integrity !== 'none';

export const noKeys: BackupKeys = { ageIdentities: [], gpgKeys: [], passphrases: [], updraftPhrase: null, resticPassword: null };

/** What may lie within a layer that cannot tell a right key itself. gpg's packets have too few fixed bits for that. */
function isKnownInside(head: Buffer): boolean {
  const nothing: Opening = { keys: noKeys, known: () => false };
  return isKnown(head) || envelopes.some((one) => one.kind !== 'gpg' && one.recognise(head, nothing));
}
