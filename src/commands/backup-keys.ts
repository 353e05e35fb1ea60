import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { BackupKeys } from '../model/backup-source.ts';
import { DrillError } from '../model/errors.ts';

/** Files that hold keys; never the keys themselves, which argv would show to everybody on the host. */
export interface KeyFlags {
  readonly keys?: readonly string[];
  readonly ageIdentity?: readonly string[];
  readonly gpgKey?: readonly string[];
  readonly passphraseFile?: readonly string[];
  readonly updraftPhraseFile?: string;
}

/**
 * The keys in the files that the flags name; of `--keys`, each file's kind is told from its content.
 * @throws {DrillError} INVALID_FLAG for a file that is missing or holds no key of its kind; nothing of a file is quoted.
 */
export async function readKeys(flags: KeyFlags, cwd: string): Promise<BackupKeys> {
  const any = await texts(flags.keys ?? [], cwd);
  const ages = [...any.filter(({ text }) => identitiesIn(text).length > 0), ...(await texts(flags.ageIdentity ?? [], cwd))];
  const gpgs = [...any.filter(({ text }) => isGpg(text)), ...(await texts(flags.gpgKey ?? [], cwd))];
  const phrases = [...any.filter(({ text }) => identitiesIn(text).length === 0 && !isGpg(text)), ...(await texts(flags.passphraseFile ?? [], cwd))];
  const [updraft] = await texts(flags.updraftPhraseFile === undefined ? [] : [flags.updraftPhraseFile], cwd);
  for (const { path, text } of ages) if (identitiesIn(text).length === 0) throw unfit(path, 'no age identity (AGE-SECRET-KEY-1…)');
  for (const { path, text } of gpgs) if (!isGpg(text)) throw unfit(path, 'no armored OpenPGP secret key (gpg --armor --export-secret-keys)');
  return {
    ageIdentities: ages.flatMap(({ text }) => identitiesIn(text)),
    gpgKeys: gpgs.map(({ text }) => text),
    passphrases: phrases.map(({ path, text }) => firstLine(path, text)),
    updraftPhrase: updraft === undefined ? null : firstLine(updraft.path, updraft.text),
    resticPassword: null,
  };
}

const identitiesIn = (text: string): readonly string[] => text.split(/\r?\n/u).filter((line) => /^AGE-SECRET-KEY-(?:PQ-)?1/u.test(line));
const isGpg = (text: string): boolean => text.includes('-----BEGIN PGP PRIVATE KEY BLOCK-----');

function firstLine(path: string, text: string): string {
  const [line = ''] = text.split(/\r?\n/u);
  if (line === '') throw unfit(path, 'no passphrase in its first line');
  return line;
}

async function texts(paths: readonly string[], cwd: string): Promise<readonly { readonly path: string; readonly text: string }[]> {
  return await Promise.all(
    paths.map(async (path) => {
      try {
        return { path, text: await readFile(resolve(cwd, path), 'utf8') };
      } catch (error) {
        throw new DrillError('INVALID_FLAG', `The key file ${path} cannot be read.`, { cause: error });
      }
    }),
  );
}

const unfit = (path: string, what: string): DrillError => new DrillError('INVALID_FLAG', `The key file ${path} holds ${what}.`);
