import { resolve } from 'node:path';
import { writeKeyPair } from '../evidence/keys.ts';
import { exitCodes } from '../model/errors.ts';
import type { ExitCode } from '../model/errors.ts';
import type { Io } from './io.ts';

/**
 * `muster keygen PATH`: a new Ed25519 pair, PATH (private, 0600) and PATH.pub; prints the key's id.
 * @throws {DrillError} INVALID_FLAG when a file is there already, WRITE_FAILED.
 */
export async function keygen(path: string, io: Io): Promise<ExitCode> {
  const { privatePath, publicPath, keyId } = await writeKeyPair(resolve(io.cwd, path));
  io.out(keyId);
  io.err(`Private key: ${privatePath} (keep it, mode 0600). Public key: ${publicPath}.`);
  return exitCodes.pass;
}
