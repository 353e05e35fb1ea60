import { createCipheriv, createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { VaultKey } from '../model/vault-key.ts';

/**
 * What phi-vault stores: `phiv1:<key id>:<base64(nonce . ciphertext . tag)>`, AES-256-GCM, bound to record and field.
 * The nonce is derived from key, record, field and text, so synthetic data is the same for the same seed; the plugin
 * itself draws a random one.
 */
export function sealField({ id, key }: VaultKey, text: string, record: string, field: string): string {
  const secret = secretOf(key);
  const nonce = hash('sha256', `${secret.seed}|${record}|${field}|${text}`, 'buffer').subarray(0, 12);
  const cipher = createCipheriv('aes-256-gcm', secret.key, nonce);
  cipher.setAAD(Buffer.from(`${record}|${field}`));
  const sealed = cipher.update(text, 'utf8');
  cipher.final();
  return `phiv1:${id}:${Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64')}`;
}

/** Making a key from bytes costs four times what sealing a field does: it is made once. */
const secrets = new WeakMap<Buffer, { readonly key: KeyObject; readonly seed: string }>();
function secretOf(key: Buffer): { readonly key: KeyObject; readonly seed: string } {
  const known = secrets.get(key) ?? { key: createSecretKey(key), seed: key.toString('hex') };
  secrets.set(key, known);
  return known;
}
