import type { BackupExpectations, BackupRuleOutcome } from '../../model/backup-inspection.ts';
import type { SetFacts } from '../facts.ts';

/** What a rule says: `not-run` when there was nothing to look at. */
export interface Finding {
  readonly reading: BackupRuleOutcome['reading'];
  readonly text: string;
  readonly findings?: readonly string[];
}

/** One thing that a good set is. Pure: the facts were gathered before. */
export interface Rule {
  readonly id: string;
  readonly group: BackupRuleOutcome['group'];
  readonly title: string;
  required(facts: SetFacts, expected: BackupExpectations): boolean;
  judge(facts: SetFacts, expected: BackupExpectations): Finding;
}

export const holds = (text: string): Finding => ({ reading: 'holds', text });
export const notRun = (text: string): Finding => ({ reading: 'not-run', text });

/** Broken when anything is wrong, else holding. */
export function wrongOr(findings: readonly string[], text: string, wrong: string): Finding {
  return findings.length === 0
    ? holds(text)
    : { reading: 'broken', text: `${wrong}: ${findings[0] ?? ''}${findings.length > 1 ? `, and ${findings.length - 1} more` : ''}`, findings };
}

export const always = (): boolean => true;
