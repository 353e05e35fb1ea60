import { createDecipheriv, createHash, pbkdf2Sync, type BinaryLike } from 'node:crypto';
import { peek, through, type Bytes } from '../bytes.ts';
import { unarmored } from './armor.ts';
import { guarded, locked, refused, type EnvelopeKind, type Opening } from './envelope.ts';

const title = 'openssl enc';
const isBase64 = (head: Buffer): boolean => head.toString('latin1', 0, 10) === 'U2FsdGVkX1';
/** `-iter` of the manual and of the recipes that people copy; the file does not say which was used. */
const iterations = [10_000, 100_000, 200_000, 500_000, 600_000, 1_000_000];

interface KeyAndIv {
  readonly key: Buffer;
  readonly iv: Buffer;
}

/**
 * `openssl enc -aes-256-cbc` with a passphrase: PBKDF2 with SHA-256, or the old derivation with SHA-256 or MD5. CBC has
 * no integrity: a changed byte shows only in what lies within. Which derivation was used is told by trying.
 */
export const openssl: EnvelopeKind = {
  kind: 'openssl',
  title,
  encrypts: true,
  integrity: 'none',
  recognise: (head) => head.toString('latin1', 0, 8) === 'Salted__' || isBase64(head),
  open: (bytes, opening) => guarded(title, () => opened(bytes, opening)),
};

async function* opened(bytes: Bytes, opening: Opening): AsyncGenerator<Buffer> {
  if (opening.keys.passphrases.length === 0) throw locked(title, 'a passphrase');
  const outer = await peek(bytes, 10);
  const { head, bytes: all } = await peek(isBase64(outer.head) ? unarmored(outer.bytes, null) : outer.bytes, 16 + 4096);
  const salt = head.subarray(8, 16);
  for (const found of candidates(opening.keys.passphrases, salt)) {
    const first = createDecipheriv('aes-256-cbc', found.key, found.iv).setAutoPadding(false);
    const blocks = head.subarray(16, head.length - (head.length % 16));
    if (!opening.known(first.update(blocks))) continue;
    yield* through(without(all, 16), createDecipheriv('aes-256-cbc', found.key, found.iv));
    return;
  }
  throw refused(title, 'no passphrase that was given (aes-256-cbc, its derivations and usual iteration counts were tried)');
}

/** Cheap derivations first. */
function* candidates(passphrases: readonly string[], salt: Buffer): Generator<KeyAndIv> {
  for (const phrase of passphrases) for (const digest of ['sha256', 'md5']) yield bytesToKey(digest, phrase, salt);
  for (const count of iterations)
    for (const phrase of passphrases) {
      const made = pbkdf2Sync(phrase, salt, count, 48, 'sha256');
      yield { key: made.subarray(0, 32), iv: made.subarray(32) };
    }
}

/** EVP_BytesToKey with one round, the derivation without `-pbkdf2`. */
function bytesToKey(digest: string, phrase: string, salt: Buffer): KeyAndIv {
  let made = Buffer.alloc(0);
  let last: BinaryLike = Buffer.alloc(0);
  while (made.length < 48) {
    last = createHash(digest).update(last).update(phrase).update(salt).digest();
    made = Buffer.concat([made, last]);
  }
  return { key: made.subarray(0, 32), iv: made.subarray(32, 48) };
}

async function* without(bytes: Bytes, count: number): AsyncGenerator<Buffer> {
  let left = count;
  for await (const chunk of bytes) {
    if (left < chunk.length) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}
