import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { DrillError } from '../model/errors.ts';
import { sealName, timestampName } from './sealed-files.ts';

const answerMs = 60_000;

/** Has seal.dsse.json stamped; the token stands beside it, as seal.tsr. @throws {DrillError} STORE_UNAVAILABLE */
export async function stampSeal(dir: string, authority: string): Promise<void> {
  await stampFile(join(dir, sealName), join(dir, timestampName), authority);
}

/**
 * Asks a time stamping authority (RFC 3161) for a token over a file and writes it to `token`, which must not be there. Only
 * the SHA-256 leaves the host. Needs the host's `openssl`.
 * @throws {DrillError} STORE_UNAVAILABLE when the authority, or openssl, does not answer with a token.
 */
export async function stampFile(file: string, token: string, authority: string): Promise<void> {
  const refused = (why: string, cause?: unknown): DrillError =>
    new DrillError('STORE_UNAVAILABLE', `The time stamping authority ${authority} ${why}.`, { cause });
  const scratch = await mkdtemp(join(tmpdir(), 'muster-tsa-'));
  try {
    const query = join(scratch, 'query');
    await execa('openssl', ['ts', '-query', '-data', file, '-sha256', '-cert', '-out', query]);
    const headers = { 'content-type': 'application/timestamp-query' };
    const response = await fetch(authority, { method: 'POST', headers, body: await readFile(query), redirect: 'error', signal: AbortSignal.timeout(answerMs) });
    if (!response.ok) throw refused(`answered HTTP ${response.status}`);
    const answer = join(scratch, 'answer');
    await writeFile(answer, Buffer.from(await response.arrayBuffer()));
    if ((await readStamp(answer)) === null) throw refused('did not grant a token');
    await writeFile(token, await readFile(answer), { flag: 'wx', flush: true });
  } catch (cause) {
    throw cause instanceof DrillError ? cause : refused('gave no token', cause);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

export interface StampCheck {
  /** `none`: there is no token. `unchecked`: no authority's certificate was given. */
  readonly state: 'valid' | 'broken' | 'unchecked' | 'none';
  /** The instant that the token names, in openssl's words. */
  readonly time: string | null;
}

/**
 * Checks the token beside a seal, offline, against the certificates in `authorities` (PEM); null: it is only read. What the
 * token carries beside what the authority signed, its certificates, may be changed unseen.
 */
export async function verifyStamp(dir: string, authorities: string | null): Promise<StampCheck> {
  const token = join(dir, timestampName);
  if (
    !(await readFile(token).then(
      () => true,
      () => false,
    ))
  )
    return { state: 'none', time: null };
  const time = await readStamp(token);
  if (authorities === null) return { state: time === null ? 'broken' : 'unchecked', time };
  const { failed } = await execa('openssl', ['ts', '-verify', '-data', join(dir, sealName), '-in', token, '-CAfile', authorities], { reject: false });
  return { state: failed ? 'broken' : 'valid', time };
}

/** The time of a token that was granted; null when it is none. */
async function readStamp(path: string): Promise<string | null> {
  const { failed, stdout } = await execa('openssl', ['ts', '-reply', '-in', path, '-text'], { reject: false });
  if (failed || !/^Status: Granted/mu.test(stdout)) return null;
  return /^Time stamp: (.+)$/mu.exec(stdout)?.[1] ?? null;
}
