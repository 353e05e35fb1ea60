import { inspectionVerdict, type BackupExpectations, type BackupInspection, type BackupRuleOutcome, type BackupSeries } from '../model/backup-inspection.ts';
import type { BackupKeys, BackupSource, SourceFile } from '../model/backup-source.ts';
import { DrillError } from '../model/errors.ts';
import { durationWords, plural } from '../model/words.ts';
import { updraftName } from './formats/updraftplus.ts';
import { inspectSurvey } from './inspect.ts';
import { wrongOr, notRun, type Finding } from './rules/rule.ts';
import { Survey } from './survey.ts';

/**
 * Inspects every set of a folder and compares the instants of their newest records with the schedule. Only the youngest
 * set is judged for freshness. One set at a time is read; memory does not grow with their number.
 * @throws {DrillError} BACKUP_UNKNOWN with fewer than two sets, or for one that is not known; BACKUP_UNREADABLE, ABORTED
 */
export async function inspectSeries(source: BackupSource, keys: BackupKeys, expected: BackupExpectations, signal: AbortSignal): Promise<BackupSeries> {
  const survey = await Survey.of(source, keys, signal);
  const groups = setsOf(survey.files);
  if (groups.length < 2)
    throw new DrillError('BACKUP_UNKNOWN', `${source.title} holds no series: ${plural(groups.length, 'set')} was found in it.`, {
      hint: 'A series is a folder of folders, or of dumps with a date in their names. Check one set without --series.',
    });
  const sets: BackupInspection[] = [];
  for (const { name, paths } of groups) sets.push({ ...(await inspectSurvey(part(survey, name, paths), expected)), source: name });
  const inOrder = sets.toSorted((a, b) => ((a.newestRecordAt ?? '') < (b.newestRecordAt ?? '') ? -1 : 1));
  const judged = inOrder.map((set, index) => (index < inOrder.length - 1 ? withoutFreshness(set) : set));
  const rules = [intervals(inOrder, expected)];
  return { schemaVersion: 1, source: source.title, sets: judged, rules, verdict: worst([...judged.map(({ verdict }) => verdict), inspectionVerdict(rules)]) };
}

/** The same folder, or a folder in it as if it were named itself. */
function part(survey: Survey, folder: string, paths: readonly string[]): Survey {
  const below = paths.every((path) => path.startsWith(`${folder}/`));
  return survey.only(new Set(paths), below ? `${folder}/` : '');
}

/** Sets by their folder; of files beside each other, by UpdraftPlus' nonce, or by the date and time in their names. */
function setsOf(files: readonly SourceFile[]): readonly { readonly name: string; readonly paths: readonly string[] }[] {
  const groups = Map.groupBy(files, ({ path }) => {
    const slash = path.indexOf('/');
    if (slash >= 0) return path.slice(0, slash);
    return updraftName(path)?.nonce ?? /\d{4}-?\d\d-?\d\d(?:[T_-]?\d\d[-:]?\d\d(?:[-:]?\d\d)?)?/u.exec(path)?.[0] ?? path;
  });
  return [...groups].map(([name, members]) => ({ name, paths: members.map(({ path }) => path) })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function intervals(sets: readonly BackupInspection[], { site }: BackupExpectations): BackupRuleOutcome {
  const rule = { id: 'series-intervals', group: 'series', title: 'No interval between two sets is longer than the schedule promises', required: true } as const;
  const { findings = [], ...finding } = intervalsOf(sets, site === null ? null : site.everySeconds + site.takesSeconds);
  return { ...rule, ...finding, findings };
}

function intervalsOf(sets: readonly BackupInspection[], allowed: number | null): Finding {
  const unknown = sets.filter(({ newestRecordAt }) => newestRecordAt === null);
  const found = sets.flatMap(({ source, newestRecordAt }) => (newestRecordAt === null ? [] : [{ source, at: Date.parse(newestRecordAt) / 1000 }]));
  const gaps = found.slice(1).map((set, index) => ({ from: found[index]?.source ?? '', to: set.source, seconds: set.at - (found[index]?.at ?? 0) }));
  const longest = Math.max(0, ...gaps.map(({ seconds }) => seconds));
  if (allowed === null) return notRun(`the longest is ${durationWords(longest)}; no --site says what is promised`);
  const long = gaps.filter(({ seconds }) => seconds > allowed).map(({ from, to, seconds }) => `${durationWords(seconds)} from ${from} to ${to}`);
  if (long.length === 0 && unknown.length > 0) return notRun(`the newest record of ${plural(unknown.length, 'set')} could not be read`);
  return wrongOr(long, `${plural(sets.length, 'set')}; the longest is ${durationWords(longest)} of ${durationWords(allowed)}`, 'too long');
}

function withoutFreshness(set: BackupInspection): BackupInspection {
  const rules = set.rules.filter(({ group }) => group !== 'fresh');
  return { ...set, rules, verdict: inspectionVerdict(rules) };
}

const worst = (verdicts: readonly BackupInspection['verdict'][]): BackupInspection['verdict'] =>
  verdicts.includes('fail') ? 'fail' : verdicts.includes('inconclusive') ? 'inconclusive' : 'pass';
