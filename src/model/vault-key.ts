import { createDecipheriv, createHash } from 'node:crypto';
import { parsedJson } from './parsed-json.ts';

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

/** Every key of the plugin, old and current. */
export interface VaultRing {
  /** Id of the key that encrypts. */
  readonly current: string;
  readonly keys: readonly VaultKey[];
}

/** The plugin's key file with all of a ring's keys. */
export function vaultRingFile({ current, keys }: VaultRing): Buffer {
  const encoded = Object.fromEntries(keys.map(({ id, key }) => [id, key.toString('base64')]));
  return Buffer.from(`${JSON.stringify({ current, keys: encoded })}\n`);
}

/** Reads a key file; null when the plugin would refuse it: no ring, a key that has not the id it stands under, no current key. */
export function readVaultRing(file: Buffer): VaultRing | null {
  const parsed = parsedJson(file.toString('utf8'));
  if (typeof parsed !== 'object' || parsed === null || !('current' in parsed) || !('keys' in parsed)) return null;
  const { current, keys } = parsed;
  if (typeof current !== 'string' || typeof keys !== 'object' || keys === null) return null;
  const read = Object.entries(keys).map(([id, encoded]): VaultKey => ({ id, key: Buffer.from(String(encoded), 'base64') }));
  if (read.some(({ id, key }) => key.length !== 32 || vaultKeyId(key) !== id)) return null;
  return read.some(({ id }) => id === current) ? { current, keys: read } : null;
}

/** True when `key` opens a value of the plugin for this record and field. Never returns or throws what is inside. */
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
