import { DrillError } from '../model/errors.ts';
import { holdsTables } from './archives/table-folder.ts';
import type { Survey } from './survey.ts';

/** Backups that are known by the files they consist of, and not read; each with what to do instead. */
const known: readonly { readonly title: string; readonly instead: string; matches(names: readonly string[]): boolean }[] = [
  {
    title: 'a Duplicator package',
    instead: "Unpack its archive and hand over the SQL file of dup-installer/ and a tar of the site's files.",
    matches: (names) => names.some((name) => /(?:^|\/)(?:dup-installer\/|dup-archive__|installer\.php$|installer-backup\.php$)/u.test(name)),
  },
  {
    title: 'a BackWPup archive',
    instead: 'Unpack it and hand over its SQL file and a tar of the rest.',
    matches: (names) => names.some((name) => /(?:^|\/)backwpup_readme\.txt$/u.test(name)),
  },
  {
    title: 'a VaultPress (Jetpack) download',
    instead: 'Unpack it, join sql/*.sql into one dump, and hand that over with a tar of the rest.',
    matches: (names) => names.some((name) => /^(?:\.\/)?(?:[^/]+\/)?sql\/[^/]*_(?:posts|options)\.sql$/u.test(name)),
  },
  {
    title: 'a parallel dump of `mariadb-dump --dir` that lies in no tar',
    instead: 'Pack it: tar -C THE-FOLDER -cf database.tar . — with zstd and age around it.',
    matches: holdsTables,
  },
];

/** The refusal of an archive by what it lists; null when it is none of these. */
export function refusedArchive(path: string, names: readonly string[]): DrillError | null {
  const found = known.find(({ matches }) => matches(names));
  return found === undefined ? null : new DrillError('BACKUP_UNKNOWN', `${path} is ${found.title}, which Muster does not read.`, { hint: found.instead });
}

/** Folders of tools that Muster knows and does not read. @throws {DrillError} BACKUP_UNKNOWN */
export async function refuseFolders(survey: Survey): Promise<void> {
  const names = survey.files.map(({ path }) => path);
  const refusal = refusedArchive(survey.source.title, names);
  if (refusal !== null) throw refusal;
  if (survey.has('config') && names.some((name) => name.startsWith('data/')) && /^\[repository\]/mu.test(await survey.text('config')))
    throw new DrillError('BACKUP_UNKNOWN', `${survey.source.title} is a borg repository, which Muster does not read.`, {
      hint: 'Extract the archive with `borg extract` and hand over the folder; `borg check --verify-data` checks the repository.',
    });
  if (names.some((name) => /(?:^|\/)(?:wp-load|wp-config)\.php$/u.test(name)))
    throw new DrillError('BACKUP_UNKNOWN', `${survey.source.title} holds a site's files one by one, not a backup set.`, {
      hint: 'Pack them: tar -C THE-WEB-ROOT -cf files.tar .',
    });
}
