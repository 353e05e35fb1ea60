import { renderToString } from 'preact-render-to-string';
import type { BackupInspection, BackupRuleOutcome, BackupSeries } from '../model/backup-inspection.ts';
import { html } from './report/tag.ts';
import type { VNode } from 'preact';

/** An inspection as JUnit XML: a suite a set, a case a rule. Required rules that were not judged are errors, others are skipped. */
export function backupJunit(inspected: BackupInspection | BackupSeries): string {
  const suites =
    'sets' in inspected
      ? [...inspected.sets.map((set) => suite(set.source, set.rules)), suite(inspected.source, inspected.rules)]
      : [suite(inspected.source, inspected.rules)];
  return `<?xml version="1.0" encoding="UTF-8"?>\n${renderToString(html`<testsuites name="muster backup verify">${suites}</testsuites>`)}\n`;
}

function suite(name: string, rules: readonly BackupRuleOutcome[]): VNode {
  const count = (kind: ReturnType<typeof stateOf>): number => rules.filter((rule) => stateOf(rule) === kind).length;
  return html`<testsuite name=${name} tests=${rules.length} failures=${count('failure')} errors=${count('error')} skipped=${count('skipped')}
    >${rules.map(testcase)}</testsuite
  >`;
}

function testcase(rule: BackupRuleOutcome): VNode {
  return html`<testcase classname=${rule.group} name=${`${rule.id}: ${rule.title}`}>${stateNode(rule)}</testcase>`;
}

function stateNode(rule: BackupRuleOutcome): VNode | null {
  switch (stateOf(rule)) {
    case 'failure':
      return html`<failure message=${rule.text}>${rule.findings.join('\n')}</failure>`;
    case 'error':
      return html`<error message=${rule.text} />`;
    case 'skipped':
      return html`<skipped message=${rule.text} />`;
    case 'passed':
      return null;
  }
}

function stateOf({ reading, required }: BackupRuleOutcome): 'passed' | 'failure' | 'error' | 'skipped' {
  if (reading === 'holds') return 'passed';
  if (reading === 'broken') return 'failure';
  return required || reading === 'error' ? 'error' : 'skipped';
}
