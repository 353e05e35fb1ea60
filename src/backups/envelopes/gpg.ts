import { DrillError } from '../../model/errors.ts';
import type { BackupKeys } from '../../model/backup-source.ts';
import { peek, webStream, type Bytes } from '../bytes.ts';
import type { PrivateKey } from 'openpgp';
import { unarmored } from './armor.ts';
import { guarded, locked, refused, type EnvelopeKind } from './envelope.ts';

const label = 'PGP MESSAGE';
const isArmored = (head: Buffer): boolean => head.toString('latin1', 0, 64).startsWith(`-----BEGIN ${label}-----`);

/** A message to a public key or with a passphrase, with its integrity check (MDC or AEAD); one without is refused. */
export const gpg: EnvelopeKind = {
  kind: 'gpg',
  title: 'gpg',
  encrypts: true,
  integrity: 'authenticated',
  recognise: (head) => isArmored(head) || beginsWithSessionKey(head),
  open: (bytes, { keys }) => guarded('gpg', () => opened(bytes, keys)),
};

/** RFC 9580: a packet of tag 1 (for a public key; version 3 or 6) or 3 (for a passphrase; 4, 5 or 6), of a believable length. */
function beginsWithSessionKey(head: Buffer): boolean {
  const [first = 0, second = 0, third = 0] = head;
  if ((first & 0x80) === 0 || head.length < 16) return false;
  const old = (first & 0x40) === 0;
  const tag = old ? (first >>> 2) & 15 : first & 63;
  const wide = old ? (first & 3) === 1 : second >= 192;
  if (old && (first & 3) > 1) return false;
  const version = wide ? (head[3] ?? 0) : third;
  const length = wide ? (old ? head.readUInt16BE(1) : ((second - 192) << 8) + third + 192) : second;
  if (tag === 1) return (version === 3 || version === 6) && length > 40 && length < 2000;
  return tag === 3 && [4, 5, 6].includes(version) && length > 3 && length < 200;
}

async function* opened(bytes: Bytes, keys: BackupKeys): AsyncGenerator<Buffer> {
  if (keys.gpgKeys.length + keys.passphrases.length === 0) throw locked('gpg', 'a secret key or a passphrase');
  const { readMessage, decrypt } = await import('openpgp');
  const message = await readMessage({ binaryMessage: webStream(binary(bytes)) });
  const decryptionKeys = await secretKeys(keys);
  const passwords = [...keys.passphrases];
  const options = {
    message,
    format: 'binary',
    // Streamed: what was read before the check at the end is judged only when the end is reached.
    config: { allowUnauthenticatedStream: true },
    ...(decryptionKeys.length > 0 ? { decryptionKeys } : {}),
    ...(passwords.length > 0 ? { passwords } : {}),
  } as const;
  // A wrong passphrase makes noise of the first packet: openpgp cannot tell that from a changed beginning, nor can gpg.
  const { data } = await decrypt(options).catch(() => {
    throw refused('gpg', 'no secret key or passphrase that was given');
  });
  for await (const chunk of data as unknown as AsyncIterable<Uint8Array>) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

/** The keys that can be used: one that is locked itself is opened with the passphrases. @throws {DrillError} INVALID_FLAG */
async function secretKeys(keys: BackupKeys): Promise<PrivateKey[]> {
  const { readPrivateKey, decryptKey } = await import('openpgp');
  return await Promise.all(
    keys.gpgKeys.map(async (armoredKey) => {
      const key = await readPrivateKey({ armoredKey }).catch((error: unknown) => {
        throw new DrillError('INVALID_FLAG', 'an OpenPGP key that was given is not an armored secret key', { cause: error });
      });
      return key.isDecrypted() ? key : await decryptKey({ privateKey: key, passphrase: [...keys.passphrases] }).catch(() => key);
    }),
  );
}

async function* binary(bytes: Bytes): AsyncGenerator<Buffer> {
  const { head, bytes: all } = await peek(bytes, 64);
  yield* isArmored(head) ? unarmored(all, label) : all;
}
