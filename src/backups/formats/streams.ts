import type { RecognisedPart, RecognisedSet } from '../../model/backup-source.ts';
import { Examination } from '../examine.ts';
import type { InspectOptions, PartFacts, SetFacts } from '../facts.ts';
import { encrypts } from '../peel.ts';
import type { Probed, Survey } from '../survey.ts';
import { holdsTables } from '../archives/table-folder.ts';
import { readXbstream } from '../archives/xbstream.ts';
import { DrillError } from '../../model/errors.ts';
import { refusedArchive } from '../refused.ts';

/** The parts among files that are each one stream: SQL, archives, xbstream. @throws {DrillError} BACKUP_UNKNOWN for an archive that is refused. */
export async function streamParts(survey: Survey): Promise<readonly RecognisedPart[]> {
  const parts: RecognisedPart[] = [];
  for (const { path } of survey.files) {
    const part = await partOf(survey, await survey.probe(path));
    if (part !== null) parts.push(part);
  }
  return parts;
}

async function partOf(survey: Survey, { path, peeled }: Probed): Promise<RecognisedPart | null> {
  if (peeled.state === 'shut') return null;
  const { envelopes, content } = peeled;
  const base = { paths: [path], envelopes };
  switch (content.kind) {
    case 'sql':
      return { ...base, content: { kind: 'sql', by: content.by } };
    case 'xbstream':
      return { ...base, content: { kind: 'mariabackup', form: 'xbstream', prepared: false } };
    case 'tar':
    case 'zip': {
      const paths = await survey.pathsOf(path).catch((error: unknown) => {
        // A cut archive is still this part: its inspection says what is wrong with it.
        if (error instanceof DrillError && error.code === 'BACKUP_DAMAGED') return [];
        throw error;
      });
      if (content.kind === 'tar' && holdsTables(paths)) return { ...base, content: { kind: 'mariadb-dir', form: 'tar' } };
      const refusal = refusedArchive(path, paths);
      if (refusal !== null) throw refusal;
      return { ...base, content: { kind: 'archive', form: content.kind, root: await rootOr(survey, path) } };
    }
    case 'refused':
      throw new DrillError('BACKUP_UNKNOWN', `${path} is ${content.what}, which Muster does not read.`, { hint: content.instead });
    case 'text':
    case 'empty':
    case 'other':
      return null;
  }
}

async function rootOr(survey: Survey, path: string): Promise<Awaited<ReturnType<Survey['rootOf']>>> {
  return await survey.rootOf(path).catch(() => 'others' as const);
}

/** Reads every part, and every file that did not open. */
export async function inspectStreams(survey: Survey, set: RecognisedSet, options: InspectOptions, more: Partial<SetFacts> = {}): Promise<SetFacts> {
  const examination = new Examination(survey, options);
  const parts: PartFacts[] = [];
  for (const part of set.parts) parts.push(await examination.part(part));
  parts.push(...(await sealedParts(survey, examination)));
  return examination.facts(parts, more);
}

/** What can be said of the files that no given key opened, or that are damaged in their first bytes. */
export async function sealedParts(survey: Survey, examination: Examination): Promise<readonly PartFacts[]> {
  const sealed: PartFacts[] = [];
  for (const { path } of survey.files) {
    const { peeled } = await survey.probe(path);
    if (peeled.state === 'shut' && (peeled.envelopes.some(encrypts) || peeled.error.code === 'BACKUP_DAMAGED'))
      sealed.push(await examination.sealed(path, peeled.error));
  }
  return sealed;
}

/** What an xbstream says of itself, from the small texts that it ends with. */
export async function describedBy(survey: Survey, path: string): Promise<ReadonlyMap<string, string>> {
  const opened = await survey.open(path);
  if (opened.state === 'shut') throw opened.error;
  return (await readXbstream(opened.bytes)).texts;
}
