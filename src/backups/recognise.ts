import type { BackupKeys, BackupSource, RecognisedSet } from '../model/backup-source.ts';
import { DrillError } from '../model/errors.ts';
import { formats } from './formats/index.ts';
import type { Format } from './formats/format.ts';
import { refuseFolders } from './refused.ts';
import { Survey } from './survey.ts';

/**
 * What the files of a set are, told from their content: a name is asked only for what nothing else says (UpdraftPlus'
 * parts, mydumper's tables). Every file opens with the keys that are given, as far as its beginning shows; that it is
 * whole is `inspectSet`'s to say. Files of no known kind (logs, checksums) are left out.
 * @throws {DrillError} BACKUP_UNKNOWN with what the bytes look like and what to do instead; BACKUP_LOCKED or
 * RESTORE_REFUSED for a file that no key opens; BACKUP_DAMAGED, BACKUP_UNREADABLE, ABORTED.
 */
export async function recogniseSet(source: BackupSource, keys: BackupKeys, signal: AbortSignal): Promise<RecognisedSet> {
  const survey = await Survey.of(source, keys, signal);
  const { set } = await recognised(survey);
  const shut = await shutFiles(survey);
  const first = shut[0];
  if (first !== undefined) throw new DrillError(first.error.code, `${first.path}: ${first.error.message}.`, { cause: first.error });
  return set;
}

/** A set and its format. A set none of whose files opened has no parts. @throws {DrillError} BACKUP_UNKNOWN, BACKUP_UNREADABLE, ABORTED */
export async function recognised(survey: Survey): Promise<{ readonly set: RecognisedSet; readonly format: Format }> {
  await refuseFolders(survey);
  for (const format of formats) {
    const set = await format.recognise(survey);
    if (set !== null) return { set, format };
  }
  const shut = await shutFiles(survey);
  const last = formats.at(-1);
  if (shut.length > 0 && last !== undefined) return { set: { format: 'sealed', title: 'a set that did not open', parts: [] }, format: last };
  throw new DrillError('BACKUP_UNKNOWN', `${survey.source.title} is no backup that Muster knows: ${await looksOf(survey)}.`);
}

async function shutFiles(survey: Survey): Promise<readonly { readonly path: string; readonly error: DrillError }[]> {
  const shut: { readonly path: string; readonly error: DrillError }[] = [];
  for (const { path } of survey.files) {
    const { peeled } = await survey.probe(path);
    if (peeled.state === 'shut') shut.push({ path, error: peeled.error });
  }
  return shut;
}

/** What the largest file looks like, without a byte of it. */
async function looksOf(survey: Survey): Promise<string> {
  const largest = survey.files.toSorted((a, b) => b.bytes - a.bytes)[0];
  if (largest === undefined) return 'it is empty';
  const { peeled } = await survey.probe(largest.path);
  if (peeled.state === 'shut') return `${largest.path} did not open`;
  const inside = peeled.envelopes.length === 0 ? '' : ` within ${peeled.envelopes.join(', ')}`;
  const { content } = peeled;
  return `${largest.path} holds ${content.kind === 'other' ? content.looks : content.kind === 'empty' ? 'nothing' : 'text that is no SQL'}${inside}`;
}
