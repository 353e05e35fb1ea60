import { checkWords } from '../model/event-words.ts';
import type { DrillResult } from '../model/result.ts';
import { durationWords, plural } from '../model/words.ts';
import { leakSentence, leftoverWords, rtoSentence, scheduleSentence, verdictSentence, wayOutWords } from './sentences.ts';

const words: Readonly<Record<DrillResult['verdict'], string>> = { pass: '✓ PASS', fail: '✕ FAIL', inconclusive: '! INCONCLUSIVE' };

/** What `muster run` and `muster report` say at their end: verdict, grade, figures, checks, gaps, the report's path. */
export function finalLines(result: DrillResult, reportPath?: string): string[] {
  const { measured, objectives } = result;
  const widest = Math.max(0, ...result.assertions.map((one) => one.kind.length));
  return [
    '',
    `${words[result.verdict]}  ${result.drill.title}  (evidence grade: ${result.evidenceGrade})`,
    `  ${verdictSentence(result)}`,
    ...(result.stack.commerce?.standIn === true ? [`  Shop software: ${result.stack.commerce.name}, a stand-in for WooCommerce`] : []),
    ...result.reasons.map((reason) => `  - ${reason.text} [${reason.code}]`),
    `  ${measured.rtoName}: ${against(measured.rtoSeconds, objectives.rtoSeconds)}`,
    ...indented(rtoSentence(result)),
    `  RPO: ${against(measured.rpoSeconds, objectives.rpoSeconds)}; orders lost: ${measured.ordersLost ?? 'not measured'}`,
    ...indented(scheduleSentence(result)),
    ...result.assertions.map((one) => `  ${one.kind.padEnd(widest)}  ${one.verdict.padEnd(12)}  ${checkWords(one).join(' · ')}`),
    `  Way out of the mirror: ${wayOutWords(result)}. Left over: ${leftoverWords(result)}. ${leakSentence(result)}.`,
    `  Not proven: ${plural(result.notProven.length, 'thing')}, listed in the report.`,
    ...(reportPath === undefined ? [] : [`  Report: ${reportPath}`]),
  ];
}

function indented(sentence: string | null): readonly string[] {
  return sentence === null ? [] : [`    ${sentence}`];
}

function against(seconds: number | null, objective: number): string {
  if (seconds === null) return `not measured (objective ${durationWords(objective)})`;
  return `${durationWords(seconds)}, ${seconds <= objective ? 'within' : 'OVER'} the objective of ${durationWords(objective)}`;
}
