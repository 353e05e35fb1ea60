import type { DrillResult } from '../model/result.ts';
import type { AssertionResult, StepResult } from '../model/result-parts.ts';
import { durationWords } from '../model/words.ts';
import { exercisedWords } from './exercised.ts';
import { junitXml } from './junit-xml.ts';
import type { JunitCase } from './junit-xml.ts';
import type { Reporter } from './reporter.ts';
import { verdictSentence } from './sentences.ts';

/**
 * The run as JUnit XML. A check that is false is a failure, one that broke down or cannot fail an error, one that was not
 * read or not proven is skipped, with the reason. The suite `run` is never green unless the verdict is pass.
 */
export const junit: Reporter = {
  kind: 'junit',
  title: 'Test results for a CI server',
  file: 'junit.xml',
  render: (result) =>
    Buffer.from(
      junitXml(`muster: ${result.drill.id}`, [
        { name: `${result.drill.id}.run`, timestamp: result.run.startedAt, properties: properties(result), cases: [verdict(result), ...objectives(result)] },
        { name: `${result.drill.id}.checks`, timestamp: result.run.startedAt, cases: result.assertions.map(check) },
        { name: `${result.drill.id}.steps`, timestamp: result.run.startedAt, cases: result.steps.map(step) },
      ]),
    ),
};

function properties(result: DrillResult): readonly (readonly [string, string])[] {
  const { run, site, measured, notProven, journal, assertions } = result;
  return [
    ['run', run.id],
    ['drill', result.drill.title],
    ['site', site.id],
    ['verdict', result.verdict],
    ['evidenceGrade', result.evidenceGrade],
    ['rtoSeconds', String(measured.rtoSeconds)],
    ['rpoSeconds', String(measured.rpoSeconds)],
    ['ordersLost', String(measured.ordersLost)],
    ['exercised', exercisedWords(result)],
    ['journalHead', journal.headHash],
    ...assertions.flatMap((one) => Object.entries(one.counts).map(([name, count]) => [`${one.kind}.${name}`, String(count)] as const)),
    ...notProven.map((text, index) => [`notProven.${index + 1}`, text] as const),
  ];
}

function verdict(result: DrillResult): JunitCase {
  const state = { pass: 'passed', fail: 'failure', inconclusive: 'error' } as const;
  return {
    className: result.drill.id,
    name: 'verdict',
    state: state[result.verdict],
    message: `${result.verdict}: ${verdictSentence(result)}`,
    details: result.reasons.map((reason) => `${reason.code}: ${reason.text}`),
  };
}

function objectives({ drill, measured, objectives: { rtoSeconds, rpoSeconds } }: DrillResult): readonly JunitCase[] {
  return [
    objective(drill.id, `${measured.rtoName} within ${durationWords(rtoSeconds)}`, measured.rtoSeconds, rtoSeconds),
    objective(drill.id, `RPO within ${durationWords(rpoSeconds)}`, measured.rpoSeconds, rpoSeconds),
  ];
}

function objective(className: string, name: string, seconds: number | null, allowed: number): JunitCase {
  if (seconds === null) return { className, name, state: 'skipped', message: 'not measured' };
  return { className, name, state: seconds <= allowed ? 'passed' : 'failure', message: `measured ${durationWords(seconds)}` };
}

function check(one: AssertionResult): JunitCase {
  return {
    className: 'check',
    name: `${one.kind}: ${one.title}`,
    state: stateOf(one),
    message: one.verdictReason,
    details: [`expected: ${one.expected}`, `found: ${one.actual}`],
  };
}

function stateOf(one: AssertionResult): JunitCase['state'] {
  if (one.verdict === 'pass') return 'passed';
  if (one.verdict === 'fail' || one.before === 'broken' || one.after === 'broken') return 'failure';
  if ([one.before, one.felt, one.after].includes('error') || one.proof === 'missed') return 'error';
  return 'skipped';
}

function step(one: StepResult): JunitCase {
  const states = { succeeded: 'passed', failed: 'failure', skipped: 'skipped', 'not-executed': 'skipped', pending: 'skipped' } as const;
  return { className: 'step', name: `${one.id}: ${one.heading}`, seconds: one.seconds, state: states[one.state], message: `${one.state}: ${one.text}` };
}
