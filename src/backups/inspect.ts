import { inspectionVerdict, type BackupExpectations, type BackupInspection } from '../model/backup-inspection.ts';
import type { BackupKeys, BackupSource, RecognisedSet } from '../model/backup-source.ts';
import type { SetFacts } from './facts.ts';
import { KeySearch } from './needles.ts';
import { newestOf } from './newest.ts';
import { encrypts, hasIntegrity } from './peel.ts';
import { recognised } from './recognise.ts';
import { rules } from './rules/index.ts';
import { Survey } from './survey.ts';

/**
 * Reads a set from its first to its last byte, in constant memory and without Docker, and judges it: complete, fresh,
 * encrypted, audit trail. Files that no key opens leave their rules `not-run`. It does not restore anything: that the
 * set can be restored is what a drill shows.
 * @throws {DrillError} BACKUP_UNKNOWN, BACKUP_UNREADABLE, ABORTED
 */
export async function inspectSet(source: BackupSource, keys: BackupKeys, expected: BackupExpectations, signal: AbortSignal): Promise<BackupInspection> {
  return await inspectSurvey(await Survey.of(source, keys, signal), expected);
}

/** The same over files that are known already. */
export async function inspectSurvey(survey: Survey, expected: BackupExpectations): Promise<BackupInspection> {
  const { set, format } = await recognised(survey);
  const { site, deep } = expected;
  const read = await format.inspect(survey, set, { deep, prefix: site?.tablePrefix ?? null, accessLog: site ?? { accessLog: 'phi-access-log' } });
  const beside = set.format === 'restic' ? [] : filesBeside(survey, set);
  const facts = { ...read, strangers: await strangers(survey, beside), keysBeside: await keysBeside(survey, beside) };
  const outcomes = rules.map((rule) => {
    const { findings = [], ...finding } = rule.judge(facts, expected);
    return { id: rule.id, group: rule.group, title: rule.title, required: rule.required(facts, expected), ...finding, findings };
  });
  return {
    schemaVersion: 1,
    source: survey.source.title,
    format: set.format,
    title: set.title,
    deep,
    asOf: expected.asOf,
    bytes: survey.files.reduce((sum, file) => sum + file.bytes, 0),
    newestRecordAt: newestOf(facts)?.at ?? null,
    rows: Object.fromEntries([...(facts.database?.tables ?? [])].map(([table, { rows: count }]) => [table, count])),
    rules: outcomes,
    notProven: notProven(facts, expected),
    verdict: inspectionVerdict(outcomes),
  };
}

function filesBeside(survey: Survey, set: RecognisedSet): readonly string[] {
  const parts = new Set(set.parts.flatMap(({ paths }) => paths));
  return survey.files.map(({ path }) => path).filter((path) => !parts.has(path));
}

/** Keys in the files that are no part: an identity that was stored beside what it opens. */
async function keysBeside(survey: Survey, paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const search = new KeySearch(survey.keys);
    for await (const chunk of survey.raw(path)) search.push(chunk);
    found.push(...[...search.found].map((key) => `${path}: ${key}`));
  }
  return found;
}

/** A note or a log of this size may lie beside a set. */
const mostNoteBytes = 64 * 1024;

async function strangers(survey: Survey, paths: readonly string[]): Promise<SetFacts['strangers']> {
  const found: { readonly path: string; readonly why: 'empty' | 'unknown' }[] = [];
  for (const path of paths) {
    const { peeled, bytes } = await survey.probe(path);
    if (peeled.state === 'shut') continue;
    const { kind } = peeled.content;
    const note = kind === 'text' && bytes <= mostNoteBytes && !peeled.head.toString('latin1').includes('-----BEGIN ');
    if (!note) found.push({ path, why: kind === 'empty' ? 'empty' : 'unknown' });
  }
  return found;
}

/** Files that a recovery needs and that are not in the set; a repository's are in it as it holds them. */
function filesGaps({ inventory, parts }: SetFacts): readonly string[] {
  if (parts.some(({ kind, opened }) => kind === 'repository' || (kind !== 'database' && opened !== 'open'))) return [];
  if (inventory === null) return ['That plugins and themes come back, and uploads: the set has no archive of files.'];
  return inventory.hasUploads ? [] : ["That the shop's uploads come back: the set's archives of files have none."];
}

function notProven(facts: SetFacts, { site, baseline, deep }: BackupExpectations): readonly string[] {
  const zips = facts.parts.some(({ title }) => title.startsWith('a zip'));
  const loose = facts.parts.filter(({ envelopes }) => envelopes.some(encrypts) && !envelopes.some((layer) => hasIntegrity(layer)));
  return [
    'That the set can be restored: a drill shows that.',
    ...facts.notProven,
    ...filesGaps(facts),
    ...(zips && !deep ? ["That the zips' entries unpack: their directories were read, their contents only with --deep."] : []),
    ...(loose.length > 0 ? [`That nobody changed ${loose.map(({ path }) => path).join(', ')}: this encryption has no integrity check.`] : []),
    ...(site === null ? ["Whether it is fresh, holds the PHI map's tables and the shop's access log: no --site was named."] : []),
    ...(baseline === null ? ['Whether rows are missing against production: no --baseline was given.'] : []),
  ];
}
