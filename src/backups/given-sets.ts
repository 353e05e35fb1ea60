import type { RecognisedPart, RecognisedSet } from '../model/backup-source.ts';
import { DrillError } from '../model/errors.ts';
import type { Backups, BackupSet } from '../model/ports/backups.ts';
import { restoreFiles } from './restore/files.ts';
import type { Restored } from './restore/open.ts';
import { tameViews } from './restore/own-views.ts';
import { restorePhysical } from './restore/physical.ts';
import { restoreSql, type Adaptation } from './restore/sql.ts';

/** A set that the entity gave, as it lies in the run's backups volume. */
export interface GivenSet {
  readonly set: BackupSet;
  readonly recognised: RecognisedSet;
  /** Bytes that all its archives may unpack to. */
  readonly mostBytes: number;
}

export interface GivenSetsParts {
  readonly mirror: Restored;
  readonly given: readonly GivenSet[];
  /** Called after each import, with what was changed on its way in. */
  readonly adapted: (changes: readonly Adaptation[]) => Promise<void>;
  readonly reinstate: () => Promise<void>;
}

const folder = '/backups';

/** The sets that were given, newest last: none is made here, the newest is what the site restores from. */
export function givenSets(parts: GivenSetsParts): Backups {
  const { given, reinstate } = parts;
  const sets = given.map(({ set }) => set);
  return {
    sets,
    async take() {
      const newest = sets.at(-1);
      if (newest === undefined) throw new DrillError('BUG', 'A run on a production backup has no backup.');
      return newest;
    },
    async restoreDatabase(set) {
      const found = given.find((one) => one.set === set);
      if (found === undefined) throw new DrillError('BUG', `The set ${set.name} was not given.`);
      await mustBeAsFetched(parts.mirror, set);
      await parts.adapted(await importDatabase(parts.mirror, found));
      return { bytes: set.bytes };
    },
    async restoreFiles({ name }) {
      throw new DrillError('RESTORE_REFUSED', `The files of the given set ${name} were put into place when the mirror was filled.`, {
        hint: 'Parts of the web root come back from sets of the site’s own procedure only: run this runbook on synthetic data.',
      });
    },
    reinstate,
  };
}

/** Imports every database part of a set. @throws {DrillError} RESTORE_REFUSED */
export async function importDatabase(mirror: Restored, { set, recognised }: GivenSet): Promise<readonly Adaptation[]> {
  const changes: Adaptation[] = [];
  for (const part of databaseParts(recognised)) {
    const restore = part.content.kind === 'mariabackup' ? restorePhysical : restoreSql;
    changes.push(...(await restore(mirror, `${folder}/${set.name}`, part)));
  }
  return [...changes, ...(await tameViews(mirror))];
}

/** What the archives of a set filled in a web root. */
export interface Unpacked {
  /** `web-root`, `wp-content`, `plugins`, … */
  readonly roots: readonly string[];
  /** Links that led out of the web root. */
  readonly linksLeftOut: number;
}

/** Unpacks every archive of files of a set. @throws {DrillError} RESTORE_REFUSED, BACKUP_TOO_LARGE */
export async function unpackFiles(mirror: Restored, { set, recognised, mostBytes }: GivenSet): Promise<Unpacked> {
  const roots: string[] = [];
  const budget = { bytes: mostBytes };
  let linksLeftOut = 0;
  for (const part of recognised.parts) {
    const { content } = part;
    if (content.kind !== 'archive') continue;
    linksLeftOut += await restoreFiles(mirror, `${folder}/${set.name}`, { ...part, content }, budget);
    roots.push(content.root);
  }
  return { roots, linksLeftOut };
}

/**
 * The parts that hold the database.
 * @throws {DrillError} RESTORE_REFUSED when there is none, or one that no drill can restore yet.
 */
export function databaseParts({ parts, title }: RecognisedSet): readonly RecognisedPart[] {
  const found = parts.filter(({ content }) => content.kind !== 'archive');
  if (found.some(({ content }) => content.kind === 'mariadb-dir'))
    throw new DrillError('RESTORE_REFUSED', `A drill cannot be run on a folder of mariadb-dump --dir yet (${title}): make a plain dump beside it.`);
  if (found.length === 0) throw new DrillError('RESTORE_REFUSED', `There is no database in this set (${title}).`);
  return found;
}

/** The volume is the run's own, but the drill breaks things: a set that changed since is not restored. */
async function mustBeAsFetched({ containers }: Restored, set: BackupSet): Promise<void> {
  const sums = set.files.map(({ name, digest }) => `${digest.slice('sha256:'.length)}  ${folder}/${set.name}/${name}\n`).join('');
  const checked = await containers.exec('toolbox', ['sha256sum', '--check', '--quiet', '--status', '--strict'], { stdin: sums, timeoutMs: 3_600_000 });
  if (checked.code !== 0) throw new DrillError('RESTORE_REFUSED', `The backup set ${set.name} is not what it was when it was fetched.`);
}
