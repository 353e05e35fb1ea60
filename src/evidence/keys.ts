import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { DrillError } from '../model/errors.ts';

export interface KeyPairFiles {
  readonly privatePath: string;
  readonly publicPath: string;
  readonly keyId: string;
}

/**
 * Writes a new Ed25519 pair: `path` (private, mode 0600) and `path`.pub. Never overwrites.
 * @throws {DrillError} INVALID_FLAG when one of them exists, WRITE_FAILED otherwise.
 */
export async function writeKeyPair(path: string): Promise<KeyPairFiles> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const publicPath = `${path}.pub`;
  await writeNew(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600);
  try {
    await writeNew(publicPath, publicKey.export({ type: 'spki', format: 'pem' }).toString(), 0o644);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return { privatePath: path, publicPath, keyId: keyIdOf(publicKey) };
}

async function writeNew(path: string, text: string, mode: number): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx', mode });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') {
      throw new DrillError('INVALID_FLAG', `${path}: a file is there already; a key is never overwritten`, { hint: 'Name another file.', cause });
    }
    throw new DrillError('WRITE_FAILED', `${path}: the key could not be written`, { cause });
  }
}

/**
 * Reads a private key that only its owner may read.
 * @throws {DrillError} KEY_UNUSABLE when it is missing, no Ed25519 key, or readable by others.
 */
export async function readPrivateKey(path: string): Promise<KeyObject> {
  const refuse = (why: string, hint: string, cause?: unknown): DrillError => new DrillError('KEY_UNUSABLE', `${path}: ${why}`, { hint, cause });
  try {
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) throw refuse('others than its owner may read this key', `Run: chmod 600 ${path}`);
    return privateKeyOf(await readFile(path), path);
  } catch (error) {
    throw error instanceof DrillError ? error : refuse('there is no private key to read', 'Make one with `muster keygen`.', error);
  }
}

/** The Ed25519 key of a PEM text. @throws {DrillError} KEY_UNUSABLE */
export function privateKeyOf(pem: string | Buffer, where: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (cause) {
    throw new DrillError('KEY_UNUSABLE', `${where}: this is no private key in PEM`, { hint: openSshHint, cause });
  }
  throw new DrillError('KEY_UNUSABLE', `${where}: this is no Ed25519 key`, { hint: 'Make one with `muster keygen`.' });
}

const openSshHint = 'Make one with `muster keygen`; a key of OpenSSH signs through ssh-agent: --key agent.';

/**
 * Reads a public key: PEM, as `muster keygen` writes it, or a line of OpenSSH (`ssh-ed25519 AAAA…`).
 * @throws {DrillError} KEY_UNUSABLE
 */
export async function readPublicKey(path: string): Promise<KeyObject> {
  try {
    const text = await readFile(path, 'utf8');
    const ssh = /^ssh-ed25519 (\S+)/u.exec(text)?.[1];
    if (ssh !== undefined) return ed25519Public(Buffer.from(ssh, 'base64').subarray(-32));
    if (/PRIVATE KEY/u.test(text))
      throw new DrillError('KEY_UNUSABLE', `${path}: this is a private key`, { hint: 'Name the public half: the file that ends in .pub.' });
    const key = createPublicKey(text);
    if (key.asymmetricKeyType === 'ed25519') return key;
    throw new DrillError('KEY_UNUSABLE', `${path}: this is no Ed25519 key`);
  } catch (cause) {
    if (cause instanceof DrillError) throw cause;
    throw new DrillError('KEY_UNUSABLE', `${path}: there is no public key to read`, { cause });
  }
}

/** A public key of its 32 bytes. */
export function ed25519Public(raw: Buffer): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }, format: 'jwk' });
}

/** SPKI in base64: the form in which a public key stands in an attestation. */
export function exportPublic(key: KeyObject): string {
  return (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' }).toString('base64');
}

/** The public key of such text; null when it is none. */
export function importPublic(base64: string): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(base64, 'base64'), type: 'spki', format: 'der' });
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}

/** `ed25519:` and the first 32 hex digits of the SHA-256 of the public half. */
export function keyIdOf(key: KeyObject): string {
  const spki = (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' });
  return `ed25519:${createHash('sha256').update(spki).digest('hex').slice(0, 32)}`;
}
