import type { BackupInspection, BackupRuleOutcome, BackupSeries } from '../model/backup-inspection.ts';

const words: Readonly<Record<BackupRuleOutcome['reading'], string>> = { holds: 'ok', broken: 'BROKEN', error: 'ERROR', 'not-run': 'not run' };
const mostFindings = 10;

/** A set's inspection for people: a line a rule, what is wrong below it, and last what it does not prove. */
export function backupLines(inspection: BackupInspection): readonly string[] {
  const { rules, verdict, notProven } = inspection;
  return [
    `${inspection.source}: ${inspection.title}, ${(inspection.bytes / 1e6).toFixed(1)} MB`,
    ...ruleLines(rules),
    `Newest record inside: ${inspection.newestRecordAt ?? 'none was read'}`,
    'Not proven:',
    ...notProven.map((text) => `  - ${text}`),
    `Verdict: ${verdict.toUpperCase()}${verdict === 'inconclusive' ? ` (${openText(rules)})` : ''}`,
  ];
}

/** A line a set, then what the series itself says. */
export function seriesLines({ source, sets, rules, verdict }: BackupSeries): readonly string[] {
  return [
    `${source}: ${sets.length} sets, the oldest first`,
    ...sets.flatMap((set) => [
      `  ${set.verdict.padEnd(12)} ${set.newestRecordAt ?? 'no record read     '}  ${set.source} (${set.title})`,
      ...set.rules.filter(({ reading }) => reading === 'broken' || reading === 'error').map((rule) => `      ${rule.id}: ${rule.text}`),
    ]),
    ...ruleLines(rules),
    `Verdict: ${verdict.toUpperCase()}`,
  ];
}

function ruleLines(rules: readonly BackupRuleOutcome[]): readonly string[] {
  const width = Math.max(...rules.map(({ id }) => id.length));
  return rules.flatMap(({ id, group, reading, text, findings, required }) => [
    `  ${words[reading].padEnd(8)} ${group.padEnd(10)} ${id.padEnd(width)}  ${text}${reading === 'not-run' && !required ? ' (not required)' : ''}`,
    ...(reading === 'broken' && findings.length > 1 ? findings.slice(0, mostFindings).map((finding) => `             - ${finding}`) : []),
    ...(findings.length > mostFindings ? [`             - and ${findings.length - mostFindings} more`] : []),
  ]);
}

function openText(rules: readonly BackupRuleOutcome[]): string {
  const open = rules.filter(({ required, reading }) => required && reading !== 'holds' && reading !== 'broken');
  // What no key was given for leaves most others open too.
  const first = open.find(({ id }) => id === 'right-key-opens') ?? open[0];
  return first === undefined ? 'nothing was checked' : `${open.length} of its rules could not be judged: ${first.text}`;
}
