import type { BackupInspection, BackupRuleOutcome, BackupSeries } from '../model/backup-inspection.ts';
import { junitXml } from './junit-xml.ts';
import type { JunitCase, JunitSuite } from './junit-xml.ts';

/** An inspection as JUnit XML: a suite a set, a case a rule. Required rules that were not judged are errors, others are skipped. */
export function backupJunit(inspected: BackupInspection | BackupSeries): string {
  const sets = 'sets' in inspected ? inspected.sets.map((set) => suite(set.source, set.rules)) : [];
  return junitXml('muster backup verify', [...sets, suite(inspected.source, inspected.rules)]);
}

function suite(name: string, rules: readonly BackupRuleOutcome[]): JunitSuite {
  return {
    name,
    cases: rules.map((rule) => ({
      className: rule.group,
      name: `${rule.id}: ${rule.title}`,
      state: stateOf(rule),
      message: rule.text,
      details: stateOf(rule) === 'failure' ? rule.findings : [],
    })),
  };
}

function stateOf({ reading, required }: BackupRuleOutcome): JunitCase['state'] {
  if (reading === 'holds') return 'passed';
  if (reading === 'broken') return 'failure';
  return required || reading === 'error' ? 'error' : 'skipped';
}
