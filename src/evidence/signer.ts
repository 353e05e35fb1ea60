import { createPublicKey, sign, type KeyObject } from 'node:crypto';

/** Somebody who signs with Ed25519: a key in a file or the environment, or an agent that never gives its key away. */
export interface Signer {
  readonly publicKey: KeyObject;
  /** 64 bytes. @throws {DrillError} KEY_UNUSABLE when an agent refuses. */
  sign(bytes: Buffer): Promise<Buffer>;
}

/** A signer with its private key in this process. */
export function keySigner(key: KeyObject): Signer {
  return { publicKey: createPublicKey(key), sign: async (bytes) => sign(null, bytes, key) };
}
