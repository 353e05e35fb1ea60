import type { Json } from '../../model/json.ts';
import type { DrillResult } from '../../model/result.ts';
import type { AssertionResult } from '../../model/result-parts.ts';
import { lastSaid } from '../actions.ts';
import { exercisedWords, endOf, gradeWords } from '../exercised.ts';
import type { Given, Reporter } from '../reporter.ts';
import { verdictSentence } from '../sentences.ts';
import { risks } from './risks.ts';
import { citationProps, idOf, metadata, objectiveId, objectives, oneLine, prop, reviewedControls, some } from './words.ts';

/**
 * OSCAL assessment results. A check that passed or failed is a finding on Muster's own objective; one that is
 * inconclusive stays an observation, for OSCAL has no third state. A run of the demo site has observations only.
 */
export const oscalResults: Reporter = {
  kind: 'oscal-ar',
  title: 'OSCAL assessment results',
  file: 'oscal-assessment-results.json',
  render: (result, given) => Buffer.from(`${JSON.stringify({ 'assessment-results': document(result, given) }, null, 2)}\n`),
};

function document(result: DrillResult, given: Given): Json {
  const local = objectives(result, given);
  return {
    uuid: idOf(result, `assessment-results ${lastSaid(result, given)}`),
    metadata: metadata(result, 'Recovery drill, results', given),
    'import-ap': { href: './oscal-assessment-plan.json' },
    ...(local.length === 0 ? {} : { 'local-definitions': { 'objectives-and-methods': local } }),
    results: [
      {
        uuid: idOf(result, 'result'),
        title: oneLine(result.drill.title),
        description: `${verdictSentence(result)} ${exercisedWords(result)} ${gradeWords[result.evidenceGrade]}`,
        start: result.run.startedAt,
        end: endOf(result),
        props: facts(result),
        'reviewed-controls': reviewedControls(result, given),
        ...some(
          'observations',
          result.assertions.map((one) => observation(result, one, given)),
        ),
        ...some('risks', risks(result, given)),
        ...some('findings', result.evidenceGrade === 'demo' ? [] : result.assertions.flatMap((one) => finding(result, one, given))),
        remarks: ['What this run did not prove:', ...result.notProven.map((gap) => `- ${gap}`)].join('\n'),
      },
    ],
  };
}

function facts(result: DrillResult): readonly Json[] {
  const { run, measured, objectives: allowed, reasons, journal } = result;
  return [
    prop('run-id', run.id),
    prop('verdict', result.verdict),
    prop('evidence-grade', result.evidenceGrade),
    prop('rto-name', measured.rtoName),
    prop('rto-seconds', measured.rtoSeconds),
    prop('rto-objective-seconds', allowed.rtoSeconds),
    prop('rpo-seconds', measured.rpoSeconds),
    prop('rpo-objective-seconds', allowed.rpoSeconds),
    prop('orders-lost', measured.ordersLost),
    ...reasons.map((reason) => prop('reason', `${reason.code}: ${reason.text}`)),
    prop('journal-head', journal.headHash),
    prop('tool', `Muster ${run.tool.version} ${run.tool.commit}`),
  ];
}

function observation(result: DrillResult, one: AssertionResult, given: Given): Json {
  return {
    uuid: idOf(result, `observation ${one.kind}`),
    title: oneLine(one.title),
    description: oneLine(`${one.verdictReason} Expected: ${one.expected}. Found: ${one.actual}.`),
    props: [
      prop('check', one.kind),
      prop('verdict', one.verdict),
      prop('before', one.before),
      prop('during-the-failure', one.felt),
      prop('after', one.after),
      prop('proof', one.proof),
      ...citationProps(one.controls, given),
      ...Object.entries(one.counts).map(([name, count]) => prop(`count-${name}`, count)),
    ],
    methods: ['TEST'],
    collected: one.readings.at(-1)?.at ?? endOf(result),
  };
}

function finding(result: DrillResult, one: AssertionResult, given: Given): readonly Json[] {
  if (one.verdict === 'inconclusive') return [];
  const passed = one.verdict === 'pass';
  return [
    {
      uuid: idOf(result, `finding ${one.kind}`),
      title: oneLine(one.title),
      description: oneLine(one.verdictReason),
      props: citationProps(one.controls, given),
      target: {
        type: 'objective-id',
        'target-id': objectiveId(one.kind),
        status: { state: passed ? 'satisfied' : 'not-satisfied', reason: passed ? 'pass' : 'fail' },
      },
      'related-observations': [{ 'observation-uuid': idOf(result, `observation ${one.kind}`) }],
    },
  ];
}
