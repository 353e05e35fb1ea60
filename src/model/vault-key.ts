import { createHash } from 'node:crypto';

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
