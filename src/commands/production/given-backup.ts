import { ceilingOf } from '../../backups/ceiling.ts';
import { recogniseSet } from '../../backups/recognise.ts';
import { databaseParts, type GivenSet } from '../../backups/given-sets.ts';
import { digestSet, joinSets, packSet, type SetDigest } from '../../fetcher/pack.ts';
import type { Where } from '../../fetcher/where.ts';
import type { BackupKeys, BackupSource, RecognisedSet, SourceFile } from '../../model/backup-source.ts';
import { DrillError } from '../../model/errors.ts';
import type { RecordFact } from '../../model/journal.ts';
import type { DrillPlan } from '../../model/plan/drill.ts';
import type { Clock } from '../../model/ports/clock.ts';
import type { FetcherBox } from '../../stack/fetcher-box.ts';
import { copiedSource } from './copied-source.ts';
import { mustBeWhole } from './whole-set.ts';

export interface FetchRequest {
  readonly where: Where;
  readonly source: BackupSource;
  readonly keys: BackupKeys;
  readonly plan: DrillPlan;
  readonly box: FetcherBox;
  readonly clock: Clock;
  readonly record: RecordFact;
  readonly signal: AbortSignal;
}

/** The backup that the entity gave, as it now lies in the run's backups volume. */
export interface FetchedBackup {
  readonly sets: readonly GivenSet[];
  readonly files: readonly SourceFile[];
  readonly digest: SetDigest;
  /** What the rules for whole sets could not look at, a sentence each. */
  readonly notProven: readonly string[];
}

/** A server beside the mirror's opens a physical backup, and its rows are imported: nothing of its other data gets in. */
const inPlace =
  'How fast the physical backup comes back in place: a server of its own opened it and its rows were imported, which takes longer than putting its files in place.';

interface Found {
  readonly name: string;
  readonly source: BackupSource;
  readonly files: readonly SourceFile[];
  readonly recognised: RecognisedSet;
}

/**
 * Recognises what was given, refuses what no drill can restore, and copies it as it is (still encrypted) into the run's
 * backups volume. The seconds are part of the recovery. Every set is read to its end: a folder's before it is copied, what
 * lies elsewhere once its copy is here, so that it is not fetched twice.
 * @throws {DrillError} BACKUP_UNREADABLE, BACKUP_UNKNOWN, BACKUP_DAMAGED, RESTORE_REFUSED
 */
export async function fetchBackup(request: FetchRequest): Promise<FetchedBackup> {
  const { where, source, box, clock, record, signal } = request;
  const files = await source.list(signal);
  const found = await findSets(request, files);
  for (const { recognised } of found) databaseParts(recognised);
  const notProven: string[] = found.some(({ recognised }) => recognised.parts.some(({ content }) => content.kind === 'mariabackup')) ? [inPlace] : [];
  if (where.kind === 'folder') for (const one of found) notProven.push(...(await mustBeWhole(request, one.source)));
  const began = clock.monotonicMs();
  const sets: GivenSet[] = [];
  const digests: { readonly name: string; readonly digest: SetDigest }[] = [];
  for (const one of found) {
    const { archive, read } = packSet(one.source, one.files, { into: one.name, signal });
    const [unpacked, digest] = await Promise.all([
      box.exec(['tar', '-x', '--no-same-owner', '-C', '/backups'], { stdin: archive, timeoutMs: 12 * 3_600_000 }).catch(async (error: unknown) => {
        throw await read.then(
          () => error,
          (broken: unknown) => broken,
        );
      }),
      read,
    ]);
    if (unpacked.code !== 0)
      throw new DrillError('BACKUP_UNREADABLE', `The set could not be copied into the mirror (exit ${unpacked.code}): is the engine's disk full?`);
    digests.push({ name: one.name, digest });
    sets.push({ recognised: one.recognised, set: backupSet(one, digest), mostBytes: ceilingOf(one.files, source.unpackedLimit) });
  }
  const whole = joinSets(digests);
  await record({
    type: 'backup-fetched',
    where: where.title,
    files: whole.files.length,
    bytes: whole.bytes,
    digest: whole.digest,
    tookMs: Math.round(clock.monotonicMs() - began),
  });
  if (where.kind !== 'folder') for (const one of found) notProven.push(...(await mustBeWhole(request, copiedSource(box, one))));
  return { sets, files, digest: whole, notProven };
}

/** One set, or a folder of sets: each folder of it then has a database of its own. They must sort by time. */
async function findSets({ source, keys, signal }: FetchRequest, files: readonly SourceFile[]): Promise<readonly Found[]> {
  if (files.length === 0) throw new DrillError('BACKUP_UNKNOWN', `${source.title} holds no file.`);
  const folders = files.every((file) => file.path.includes('/')) ? [...new Set(files.map((file) => file.path.split('/')[0] ?? ''))] : [];
  const several: Found[] = [];
  if (folders.length > 1) {
    for (const folder of folders) {
      const inside = partOf(source, files, folder);
      const recognised = await recogniseSet(inside.source, keys, signal).catch((error: unknown) => {
        if (error instanceof DrillError && error.code === 'BACKUP_UNKNOWN') return null;
        throw error;
      });
      if (recognised?.parts.some(({ content }) => content.kind !== 'archive') === true) several.push({ name: nameOf(folder), ...inside, recognised });
    }
  }
  if (several.length > 0 && several.length === folders.length) return several;
  return [{ name: 'given', source, files, recognised: await recogniseSet(source, keys, signal) }];
}

function partOf(source: BackupSource, files: readonly SourceFile[], folder: string): { readonly source: BackupSource; readonly files: readonly SourceFile[] } {
  const inside = files.filter((file) => file.path.startsWith(`${folder}/`)).map(({ path, bytes }) => ({ path: path.slice(folder.length + 1), bytes }));
  return {
    files: inside,
    source: { ...source, title: `${source.title}/${folder}`, list: async () => inside, read: (path, range) => source.read(`${folder}/${path}`, range) },
  };
}

/** A set's name, as a runbook can say it. */
function nameOf(folder: string): string {
  return folder.replaceAll(/[^A-Za-z0-9._-]/gu, '-').slice(0, 64);
}

const unknownInstant = '1970-01-01T00:00:00.000Z';

/** What is known before it was restored: the newest record inside comes then. */
function backupSet({ name, recognised }: Found, { digest, bytes, files }: SetDigest): GivenSet['set'] {
  const layers = [...new Set(databaseParts(recognised).flatMap((part) => part.envelopes))].filter((layer) => sealing.has(layer));
  return {
    name,
    takenAt: null,
    newestRecordAt: unknownInstant,
    bytes,
    digest,
    files,
    encryption: { kind: layers.length === 0 ? 'none' : layers.join(', '), keyId: '' },
    clean: true,
  };
}

const sealing: ReadonlySet<string> = new Set(['age', 'gpg', 'openssl', 'updraft-crypt']);

/** Looks at the input once more: a run only reads it. A folder is compared by its contents, what lies elsewhere by names and sizes. */
export async function recheckBackup(
  { where, source, signal }: Pick<FetchRequest, 'where' | 'source' | 'signal'>,
  { files, sets }: FetchedBackup,
): Promise<{ readonly unchanged: boolean; readonly by: 'contents' | 'sizes' }> {
  const listed = await source.list(signal);
  const same = JSON.stringify(listed) === JSON.stringify(files);
  if (where.kind !== 'folder') return { unchanged: same, by: 'sizes' };
  const now = same ? (await digestSet(source, listed, signal)).files.map((file) => file.digest) : [];
  const then = sets.flatMap(({ set }) => set.files.map((file) => file.digest));
  return { unchanged: now.join() === then.join(), by: 'contents' };
}
