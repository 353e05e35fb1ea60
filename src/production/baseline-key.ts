import { createHmac, randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { DrillError } from '../model/errors.ts';

/**
 * Writes a new key of 32 random bytes (64 hex digits and a line end, mode 0600); returns its id. Never overwrites.
 * @throws {DrillError} INVALID_FLAG when a file is there, WRITE_FAILED.
 */
export async function writeBaselineKey(path: string): Promise<string> {
  const key = randomBytes(32);
  try {
    await writeFile(path, `${key.toString('hex')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')
      throw new DrillError('INVALID_FLAG', `${path}: a file is there already; a key is never overwritten`, { hint: 'Name another file.', cause });
    throw new DrillError('WRITE_FAILED', `${path}: the key could not be written`, { cause });
  }
  return baselineKeyId(key);
}

/**
 * Reads a key that only its owner may read.
 * @throws {DrillError} INVALID_FLAG when it is missing, readable by others, or no key of `muster baseline --new-key`.
 */
export async function readBaselineKey(path: string): Promise<Buffer> {
  const refused = (why: string, hint: string, cause?: unknown): DrillError => new DrillError('INVALID_FLAG', `${path}: ${why}`, { hint, cause });
  try {
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) throw refused('others than its owner may read this key', `Run: chmod 600 ${path}`);
    const text = (await readFile(path, 'utf8')).trim();
    if (!/^[0-9a-f]{64}$/u.test(text)) throw refused('this is no key of a baseline', 'Make one with `muster baseline --new-key FILE`.');
    return Buffer.from(text, 'hex');
  } catch (error) {
    throw error instanceof DrillError ? error : refused('there is no key to read', 'Make one with `muster baseline --new-key FILE`.', error);
  }
}

/** What tells one entity's key from another without giving it away. */
export function baselineKeyId(key: Buffer): string {
  return `hmac-sha256:${keyed(key, 'muster baseline key id').slice(0, 32)}`;
}

/** The key of one baseline file. Only this one is sent to a server: what a server logs opens no other file. */
export function fileKey(key: Buffer, salt: string): Buffer {
  return Buffer.from(keyed(key, `muster baseline file ${salt}`), 'hex');
}

/** 32 random bytes in hex. */
export function newSalt(): string {
  return randomBytes(32).toString('hex');
}

/** HMAC-SHA256, hex. */
export function keyed(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('hex');
}
