import type { RecognisedSet } from '../../model/backup-source.ts';
import { DrillError } from '../../model/errors.ts';
import { Examination, tableOfFile } from '../examine.ts';
import type { PartFacts } from '../facts.ts';
import type { Survey } from '../survey.ts';
import type { Format } from './format.ts';
import { describedBy, inspectStreams, sealedParts, streamParts } from './streams.ts';

const checkpoints = /(?:^|\/)(?:xtrabackup|mariadb_backup)_checkpoints$/u;
const information = /(?:^|\/)(?:xtrabackup|mariadb_backup)_info$/u;
/** InnoDB's files are whole pages: of 4 to 64 KiB, compressed ones of 1 KiB and more. */
const smallestPageBytes = 1024;
const notProven = ['A physical backup is opened by its server only: rows, newest record and access log are read when a drill restores it.'];

/** mariabackup: its folder, prepared or not, or its stream (mbstream, xbstream). */
export const mariabackup: Format = {
  kind: 'mariabackup',
  title: 'mariabackup',
  async recognise(survey) {
    const marker = survey.files.find(({ path }) => checkpoints.test(path));
    return marker === undefined ? await streamed(survey) : await foldered(survey, marker.path);
  },
  async inspect(survey, set, options) {
    if (set.parts.some(({ content }) => content.kind === 'mariabackup' && content.form === 'xbstream'))
      return await inspectStreams(survey, set, options, { notProven });
    return await inspectFolder(survey, set, new Examination(survey, options));
  },
};

async function foldered(survey: Survey, marker: string): Promise<RecognisedSet> {
  const text = await survey.text(marker);
  const info = survey.files.find(({ path }) => information.test(path));
  refuseXtrabackup(survey, info === undefined ? '' : await survey.text(info.path));
  if (survey.files.some(({ path }) => /\.(?:qp|xbcrypt|zst|lz4)$/u.test(path)))
    throw new DrillError('BACKUP_UNKNOWN', `${survey.source.title} holds a mariabackup whose files are packed one by one.`, {
      hint: 'Unpack them with the tool that packed them, or stream the backup through zstd and age instead.',
    });
  const prepared = /^backup_type\s*=\s*(?:full-prepared|log-applied)/mu.test(text);
  const folder = marker.slice(0, marker.lastIndexOf('/') + 1);
  const paths = survey.files.map(({ path }) => path).filter((path) => path.startsWith(folder));
  return {
    format: 'mariabackup',
    title: `mariabackup folder, ${prepared ? 'prepared' : 'not prepared yet'}`,
    parts: [{ paths, envelopes: [], content: { kind: 'mariabackup', form: 'folder', prepared } }, ...(await archivesBeside(survey, paths))],
  };
}

/** Archives of files that lie in the set outside of the folder. */
async function archivesBeside(survey: Survey, paths: readonly string[]): Promise<RecognisedSet['parts']> {
  const inside = new Set(paths);
  const beside = new Set(survey.files.map(({ path }) => path).filter((path) => !inside.has(path)));
  return (await streamParts(survey.only(beside))).filter(({ content }) => content.kind === 'archive');
}

async function streamed(survey: Survey): Promise<RecognisedSet | null> {
  const parts = await streamParts(survey);
  const streams = parts.filter(({ content }) => content.kind === 'mariabackup');
  if (streams.length === 0) return null;
  const [path = ''] = streams[0]?.paths ?? [];
  const texts = await describedBy(survey, path).catch((error: unknown) => {
    if (error instanceof DrillError && error.code === 'BACKUP_DAMAGED') return new Map<string, string>();
    throw error;
  });
  refuseXtrabackup(
    survey,
    [...texts]
      .filter(([name]) => name.endsWith('_info'))
      .map(([, text]) => text)
      .join('\n'),
  );
  return { format: 'mariabackup', title: 'mariabackup stream', parts };
}

function refuseXtrabackup(survey: Survey, info: string): void {
  if (/^tool_name\s*=\s*xtrabackup/mu.test(info) || /^tool_command\s*=.*\bxtrabackup\b/mu.test(info))
    throw new DrillError('BACKUP_UNKNOWN', `${survey.source.title} is a backup of Percona XtraBackup, which only MySQL can open.`, {
      hint: 'Restore it on a scratch MySQL server and dump that with mysqldump, or back up with mariabackup.',
    });
}

/** Files by their names and sizes: InnoDB's pages are checked by the server that restores them. */
async function inspectFolder(survey: Survey, set: RecognisedSet, examination: Examination): Promise<Awaited<ReturnType<Format['inspect']>>> {
  const inside = new Set(set.parts[0]?.paths);
  const files = survey.files.filter(({ path }) => inside.has(path));
  const paths = files.map(({ path }) => path);
  for (const path of paths) {
    const table = tableOfFile(path);
    if (table !== null) examination.physicalTables.add(table);
  }
  const empty = files.filter(({ path, bytes }) => bytes === 0 && /\.(?:ibd|new)$/u.test(path)).map(({ path }) => `${path} is empty`);
  const torn = files.filter(({ path, bytes }) => /(?:\.ibd|\.new|(?:^|\/)ibdata1)$/u.test(path) && bytes % smallestPageBytes !== 0);
  const missing = [
    ...torn.map(({ path }) => `${path} ends within a page`),
    ...(paths.some((path) => /(?:^|\/)ibdata1$/u.test(path)) ? [] : ['ibdata1 is missing']),
    ...(paths.some((path) => /(?:^|\/)(?:ib_logfile0|xtrabackup_logfile)$/u.test(path)) ? [] : ['the redo log (ib_logfile0) is missing']),
    ...(paths.some((path) => information.test(path)) ? [] : ['the backup information, which is written last, is missing']),
  ];
  const part: PartFacts = {
    path: paths[0] ?? '',
    kind: 'database',
    title: 'mariabackup (folder)',
    envelopes: [],
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    opened: 'open',
    damage: null,
    end: missing.length === 0 ? { state: 'whole', text: 'the information that mariabackup writes last is there' } : { state: 'cut', text: missing.join('; ') },
    ciphertext: null,
    wrongKey: 'not-tried',
    keys: [],
    private: true,
  };
  const archives: PartFacts[] = [];
  for (const one of set.parts.slice(1)) archives.push(await examination.part(one));
  return examination.facts([part, ...archives, ...(await sealedParts(survey, examination))], {
    gaps: empty,
    notProven: [...notProven, 'The pages of the files were not read: only that the files are there.'],
  });
}
