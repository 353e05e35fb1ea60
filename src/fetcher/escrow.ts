import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { execa } from 'execa';
import type { BackupKeys } from '../model/backup-source.ts';
import { DrillError } from '../model/errors.ts';
import type { EscrowPlace } from '../model/plan/site.ts';

export interface EscrowRequest {
  readonly places: Readonly<Record<string, EscrowPlace>>;
  /** What relative paths start from: the site's folder. */
  readonly siteDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asks a person at the terminal, without showing what is typed; null where nobody can be asked. */
  readonly ask: ((name: string) => Promise<string>) | null;
  readonly signal: AbortSignal;
}

/**
 * Takes every key that the site names out of escrow, into memory. Values are never printed; a message names the key and
 * the kind of its place only.
 * @throws {DrillError} RESTORE_REFUSED when one is not there or empty.
 */
export async function takeKeys(request: EscrowRequest): Promise<ReadonlyMap<string, Buffer>> {
  const keys = new Map<string, Buffer>();
  for (const [name, place] of Object.entries(request.places)) {
    const value = await valueOf(name, place, request);
    if (value.length === 0) throw new DrillError('RESTORE_REFUSED', `Escrow: the key ${name} is empty.`);
    keys.set(name, value);
  }
  return keys;
}

async function valueOf(name: string, place: EscrowPlace, { siteDir, env, ask, signal }: EscrowRequest): Promise<Buffer> {
  if ('file' in place) {
    return await readFile(resolve(siteDir, place.file), { signal }).catch((cause: unknown) => refuse(name, 'its file cannot be read', cause));
  }
  if ('env' in place) {
    const value = env[place.env];
    return value === undefined ? refuse(name, `the environment has no ${place.env}`) : Buffer.from(value);
  }
  if ('manual' in place) {
    if (ask === null) return refuse(name, 'it is handed over by a person, and there is no terminal to ask at');
    return Buffer.from(await ask(name));
  }
  const [command = '', ...args] = place.command;
  const done = await execa(command, args, {
    reject: false,
    stdin: 'ignore',
    stderr: 'ignore',
    encoding: 'buffer',
    cancelSignal: signal,
    timeout: 120_000,
    cwd: siteDir,
  });
  if (done.exitCode !== 0) return refuse(name, `its command ended with exit ${done.exitCode ?? 'none'}`);
  return Buffer.from(done.stdout);
}

function refuse(name: string, why: string, cause?: unknown): never {
  throw new DrillError('RESTORE_REFUSED', `Escrow: the key ${name} is not there: ${why}.`, cause === undefined ? {} : { cause });
}

/** The same keys as what opens a set. */
export function backupKeysOf(keys: ReadonlyMap<string, Buffer>): BackupKeys {
  const text = (name: string): string | null => keys.get(name)?.toString('utf8').trim() ?? null;
  const list = (name: string): readonly string[] => [text(name)].flatMap((one) => one ?? []);
  return {
    ageIdentities: list('backup-identity').flatMap((file) => [...file.matchAll(/^AGE-SECRET-KEY-1[0-9A-Z]+$/gmu)].map(([line]) => line)),
    gpgKeys: list('gpg-key'),
    passphrases: list('passphrase'),
    updraftPhrase: text('updraft-phrase'),
    resticPassword: text('restic-password'),
  };
}
