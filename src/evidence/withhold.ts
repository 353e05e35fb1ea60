import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Encrypter, generateIdentity, identityToRecipient } from 'age-encryption';
import { pack } from 'tar-stream';
import { listAllFiles } from './sealed-files.ts';
import { DrillError } from '../model/errors.ts';
import type { Digest } from '../model/json.ts';
import type { DrillResult } from '../model/result.ts';

const withheldName = 'withheld.json';
const archiveName = 'withheld.tar.age';

/** What stays readable of a run whose files are withheld. Holds nothing of the run's own texts. */
export interface Withheld {
  readonly schemaVersion: 1;
  readonly withheld: true;
  readonly runId: string;
  readonly verdict: DrillResult['verdict'];
  readonly reason: 'bundle-withheld';
  /** Protected values found; 0 when they could not be looked for. */
  readonly hits: number;
  readonly journalHead: string;
  readonly archive: { readonly name: string; readonly bytes: number; readonly digest: Digest };
  /** Public age keys that it is encrypted to. */
  readonly recipients: readonly string[];
}

export interface WithholdRequest {
  /** The run's folder; its journal is closed. */
  readonly dir: string;
  readonly result: DrillResult;
  /** Reports that were never written in clear, by file name. */
  readonly reports: ReadonlyMap<string, Buffer>;
  /** `age1…` of those who may read it; empty: a new key is made and kept in `keyFolder`. */
  readonly recipients: readonly string[];
  /** Outside every folder of reports. */
  readonly keyFolder: string;
}

/**
 * Looks at recipients before there is anything to encrypt.
 * @throws {DrillError} INVALID_FLAG for one that is no public age key.
 */
export function mustBeRecipients(recipients: readonly string[]): void {
  for (const recipient of recipients) {
    try {
      new Encrypter().addRecipient(recipient);
    } catch (cause) {
      throw new DrillError('INVALID_FLAG', `--withhold-to must be a public age key (age1…), not "${recipient.slice(0, 12)}…".`, { cause });
    }
  }
}

/**
 * Encrypts everything of a run into one archive, then takes what is readable away: overwritten, then removed. An SSD or a
 * copying file system may keep old blocks all the same. Returns what stays, and the key's path when one was made.
 * @throws {DrillError} WRITE_FAILED; the clear files are then still there, and the message says so.
 */
export async function withhold(request: WithholdRequest): Promise<{ readonly kept: Withheld; readonly keyFile: string | null }> {
  const { dir, result, reports } = request;
  try {
    const clear = (await listAllFiles(dir)).filter((name) => name !== withheldName && name !== archiveName);
    const files = new Map(reports);
    for (const name of clear) files.set(name, await readFile(join(dir, name)));
    const { to, keyFile } = await recipientsOf(request);
    const sealed = await encrypted(files, to);
    await writeFile(join(dir, archiveName), sealed, { mode: 0o600, flush: true });
    const kept: Withheld = {
      schemaVersion: 1,
      withheld: true,
      runId: result.run.id,
      verdict: result.verdict,
      reason: 'bundle-withheld',
      hits: result.leakScan?.hits ?? 0,
      journalHead: result.journal.headHash,
      archive: { name: archiveName, bytes: sealed.length, digest: digestOf(sealed) },
      recipients: to,
    };
    await writeFile(join(dir, withheldName), `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600, flush: true });
    for (const name of clear) await erase(join(dir, name));
    for (const folder of new Set(clear.filter((name) => name.includes('/')).map((name) => name.split('/')[0] ?? '')))
      await rm(join(dir, folder), { recursive: true });
    return { kept, keyFile };
  } catch (cause) {
    throw new DrillError('WRITE_FAILED', `The evidence in ${dir} holds protected values and could not be encrypted: it is still readable.`, {
      hint: 'Encrypt or remove the folder by hand, now.',
      cause,
    });
  }
}

/** Reads what stays of a withheld run; null when the folder is none. @throws {DrillError} NOT_A_RUN when it is not what Muster writes. */
export async function readWithheld(dir: string): Promise<{ readonly kept: Withheld; readonly intact: boolean } | null> {
  const text = await readFile(join(dir, withheldName), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const kept = JSON.parse(text) as Withheld;
    const sealed = await readFile(join(dir, archiveName)).catch(() => null);
    return { kept, intact: sealed !== null && digestOf(sealed) === kept.archive.digest };
  } catch (cause) {
    throw new DrillError('NOT_A_RUN', `${join(dir, withheldName)} is not what Muster writes.`, { cause });
  }
}

/** Never near the archive, so that whoever uploads reports does not upload the key to them. */
async function recipientsOf({ result, recipients, keyFolder }: WithholdRequest): Promise<{ readonly to: readonly string[]; readonly keyFile: string | null }> {
  if (recipients.length > 0) return { to: recipients, keyFile: null };
  const identity = await generateIdentity();
  const keyFile = join(keyFolder, `${result.run.id}.agekey`);
  await mkdir(keyFolder, { recursive: true, mode: 0o700 });
  await writeFile(keyFile, `${identity}\n`, { mode: 0o600, flag: 'wx', flush: true });
  return { to: [await identityToRecipient(identity)], keyFile };
}

async function encrypted(files: ReadonlyMap<string, Buffer>, recipients: readonly string[]): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of files) archive.entry({ name, mode: 0o600 }, content);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return Buffer.from(await encrypter.encrypt(Buffer.concat(chunks)));
}

async function erase(path: string): Promise<void> {
  const { size } = await stat(path);
  const file = await open(path, 'r+');
  try {
    await file.write(Buffer.alloc(size), 0, size, 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await rm(path);
}

function digestOf(bytes: Buffer): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
