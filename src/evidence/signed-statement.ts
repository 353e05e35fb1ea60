import { verify } from 'node:crypto';
import { canonicalJson } from '../model/canonical.ts';
import { exportPublic, importPublic, keyIdOf } from './keys.ts';
import type { Signer } from './signer.ts';

/** What a signed line holds beside what it says. */
export interface Signed {
  readonly keyId: string;
  /** Ed25519 public key, SPKI in base64; `keyId` is its digest. */
  readonly publicKey: string;
  /** Ed25519 over the canonical JSON of everything else, base64. */
  readonly signature: string;
}

/** A statement with its signature. */
export async function signed<T extends object>(statement: T, signer: Signer): Promise<T & Signed> {
  const unsigned = { ...statement, keyId: keyIdOf(signer.publicKey), publicKey: exportPublic(signer.publicKey) };
  return { ...unsigned, signature: (await signer.sign(Buffer.from(canonicalJson(unsigned)))).toString('base64') };
}

/** Why a statement's signature does not hold; null when it does. Whose the key is, it does not say. */
export function signatureDoubt({ signature, ...unsigned }: Signed): string | null {
  const key = importPublic(unsigned.publicKey);
  const holds = key !== null && keyIdOf(key) === unsigned.keyId && verify(null, Buffer.from(canonicalJson(unsigned)), key, Buffer.from(signature, 'base64'));
  return holds ? null : 'its signature does not hold: it was changed, or another key signed it';
}
