import { readingWords } from '../model/event-words.ts';
import type { DrillResult } from '../model/result.ts';
import type { AssertionResult } from '../model/result-parts.ts';
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
    ...result.assertions.map((one) => `  ${one.kind.padEnd(widest)}  ${checkWords(one)}`),
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

function checkWords(one: AssertionResult): string {
  const proof = { caught: 'sabotage detected', missed: 'sabotage missed', 'not-run': 'no proof made' }[one.proof];
  const readings = [readingWords(one.before, 'before', null), readingWords(one.felt, 'felt', one.feltReason), readingWords(one.after, 'after', null), proof];
  return `${one.verdict.padEnd(12)}  ${readings.join(' · ')}`;
}
