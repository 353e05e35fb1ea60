import { createCipheriv, createDecipheriv, createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { VaultKey } from '../model/vault-key.ts';

/** Reads a key file; `null` when it is not one. */
export function readVaultKeyFile(file: Buffer): VaultKey | null {
  try {
    const parsed: unknown = JSON.parse(file.toString('utf8'));
    if (typeof parsed !== 'object' || parsed === null || !('current' in parsed) || !('keys' in parsed)) return null;
    const { current, keys } = parsed;
    if (typeof current !== 'string' || typeof keys !== 'object' || keys === null) return null;
    const encoded: unknown = Object.entries(keys).find(([id]) => id === current)?.[1];
    return typeof encoded === 'string' ? { id: current, key: Buffer.from(encoded, 'base64') } : null;
  } catch {
    return null;
  }
}

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

/** True when `key` opens `value` for this record and field. Never returns or throws what is inside. */
export function opensField(key: Buffer, value: string, record: string, field: string): boolean {
  const sealed = Buffer.from(value.split(':')[2] ?? '', 'base64');
  if (sealed.length < 28) return false;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
    decipher.setAAD(Buffer.from(`${record}|${field}`));
    decipher.setAuthTag(sealed.subarray(sealed.length - 16));
    decipher.update(sealed.subarray(12, sealed.length - 16));
    decipher.final();
    return true;
  } catch {
    return false;
  }
}
