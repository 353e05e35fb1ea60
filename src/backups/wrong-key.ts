import { randomBytes } from 'node:crypto';
import type { BackupKeys, Envelope } from '../model/backup-source.ts';
import type { PartFacts } from './facts.ts';
import { encrypts, noKeys, peel } from './peel.ts';
import type { Survey } from './survey.ts';

/** Tries a part with a key of the same kind that Muster makes for this one time: it must not open. */
export async function triedWithWrongKey(survey: Survey, path: string, layers: readonly Envelope[]): Promise<PartFacts['wrongKey']> {
  const peeled = await peel(survey.raw(path), { keys: await wrongKeys(layers) });
  if (peeled.state === 'shut') return 'refused';
  await peeled.bytes[Symbol.asyncIterator]().return?.();
  return peeled.envelopes.length >= layers.length && peeled.content.kind !== 'other' ? 'opened' : 'refused';
}

async function wrongKeys(layers: readonly Envelope[]): Promise<BackupKeys> {
  const kind = layers.find(encrypts);
  const secret = randomBytes(24).toString('base64');
  if (kind === 'age') {
    const { generateX25519Identity } = await import('age-encryption');
    return { ...noKeys, ageIdentities: [await generateX25519Identity()], passphrases: [secret] };
  }
  if (kind === 'gpg') {
    const { generateKey } = await import('openpgp');
    const { privateKey } = await generateKey({ userIDs: [{ name: 'wrong' }], format: 'armored' });
    return { ...noKeys, gpgKeys: [privateKey], passphrases: [secret] };
  }
  return kind === 'updraft-crypt' ? { ...noKeys, updraftPhrase: secret } : { ...noKeys, passphrases: [secret] };
}
