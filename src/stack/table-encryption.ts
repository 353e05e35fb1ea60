import { randomBytes } from 'node:crypto';
import type { SecretFile } from './secrets.ts';

/** A key for MariaDB's `file_key_management`: 256 bits as hexadecimal digits. */
export function newTableKey(): string {
  return randomBytes(32).toString('hex');
}

/**
 * MariaDB's own encryption of tablespaces, redo log and temporary files, with the key on the tmpfs; nothing without a
 * key. `FORCE`: no table can be made in clear. The key belongs to the mirror: how production keeps its own is not shown.
 */
export function encryptionFiles(tableKey: string | null): readonly SecretFile[] {
  if (tableKey === null) return [];
  const options = [
    '[mariadbd]',
    'plugin_load_add = file_key_management',
    'file_key_management_filename = /run/muster/table-keys',
    'file_key_management_encryption_algorithm = AES_CTR',
    'innodb_encrypt_tables = FORCE',
    'innodb_encrypt_log = ON',
    'innodb_encryption_threads = 2',
    'innodb_encrypt_temporary_tables = ON',
    'encrypt_tmp_files = ON',
    'aria_encrypt_tables = ON',
    '',
  ];
  return [
    { name: 'encryption.cnf', content: options.join('\n'), mode: 0o644 },
    { name: 'table-keys', content: `1;${tableKey}\n`, mode: 0o640 },
  ];
}
