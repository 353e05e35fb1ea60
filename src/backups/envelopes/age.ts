import type { BackupKeys } from '../../model/backup-source.ts';
import { peek, webStream, type Bytes } from '../bytes.ts';
import { unarmored } from './armor.ts';
import { guarded, locked, refused, type EnvelopeKind } from './envelope.ts';

const label = 'AGE ENCRYPTED FILE';
const isArmored = (head: Buffer): boolean => head.toString('latin1', 0, 64).startsWith(`-----BEGIN ${label}-----`);

/** X25519 (and post-quantum) identities and passphrases, binary or armored. Each chunk is authenticated, and so is the end. */
export const age: EnvelopeKind = {
  kind: 'age',
  title: 'age',
  encrypts: true,
  integrity: 'authenticated',
  recognise: (head) => head.toString('latin1', 0, 22) === 'age-encryption.org/v1\n' || isArmored(head),
  open: (bytes, { keys }) => guarded('age', () => opened(bytes, keys)),
};

async function* opened(bytes: Bytes, keys: BackupKeys): AsyncGenerator<Buffer> {
  if (keys.ageIdentities.length + keys.passphrases.length === 0) throw locked('age', 'an identity or a passphrase');
  const { Decrypter } = await import('age-encryption');
  const decrypter = new Decrypter();
  for (const identity of keys.ageIdentities) decrypter.addIdentity(identity);
  for (const passphrase of keys.passphrases) decrypter.addPassphrase(passphrase);
  const content = await decrypter.decrypt(webStream(binary(bytes))).catch((error: unknown) => {
    throw error instanceof Error && error.message.startsWith('no identity matched') ? refused('age', 'no identity or passphrase that was given') : error;
  });
  for await (const chunk of content as ReadableStream<Uint8Array>) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

async function* binary(bytes: Bytes): AsyncGenerator<Buffer> {
  const { head, bytes: all } = await peek(bytes, 64);
  yield* isArmored(head) ? unarmored(all, label) : all;
}
