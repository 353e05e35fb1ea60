import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';

/** One key of the plugin phi-vault, as its key file holds it. */
export interface VaultKey {
  /** Eight hex digits. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** The key's id, as phi-vault derives it: the first eight hex digits of SHA-256("phi-vault-key-id" . key). */
export function vaultKeyId(key: Buffer): string {
  return createHash('sha256').update('phi-vault-key-id').update(key).digest('hex').slice(0, 8);
}

/** The plugin's key file with one current key. */
export function vaultKeyFile({ id, key }: VaultKey): Buffer {
  return Buffer.from(`${JSON.stringify({ current: id, keys: { [id]: key.toString('base64') } })}\n`);
}

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
  const nonce = createHmac('sha256', key).update(`${record}|${field}|${text}`).digest().subarray(0, 12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(`${record}|${field}`));
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `phiv1:${id}:${sealed.toString('base64')}`;
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
