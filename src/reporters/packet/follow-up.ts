import { controlOf } from '../../model/controls.ts';
import type { CorrectiveAction } from '../../model/corrective.ts';
import { actionCourse, actionState } from '../../model/corrective-words.ts';
import type { Block } from '../../model/markdown.ts';
import type { DrillResult } from '../../model/result.ts';
import { actionsOf, verifiedBy } from '../actions.ts';
import { citationsOf } from '../citations.ts';
import { verdictWords } from '../report/pieces.ts';
import type { Given } from '../reporter.ts';
import { bullets, code, facts, heading, lines, note, table, text, toned, type Section } from './cells.ts';

/** What will be done about the findings: by the register of corrective actions, or to be filled in where it was not at hand. */
export function correctiveActions(result: DrillResult, given: Given): Section {
  return { title: 'Corrective action plan', blocks: given.register === null ? blankActions(result) : recordedActions(result, given) };
}

/** Under the seal nobody has decided anything yet. */
function blankActions({ findings, reasons }: DrillResult): Section['blocks'] {
  const items = [
    ...findings.map((one) => ({ id: one.id, text: one.text, severity: one.severity as string })),
    ...reasons.map((one) => ({ id: one.code, text: one.text, severity: 'reason' })),
  ];
  return [
    table(
      'To be filled in: an owner and a date for each',
      [
        ['For', 2.2, (one) => code(one.id)],
        ['What', 4.5, (one) => one.text],
        ['Severity', 1.4, (one) => one.severity],
        ['Owner', 2, () => '____________'],
        ['Due', 1.6, () => '_________'],
        ['Verified by drill', 2, () => '___________'],
      ],
      items,
      'This run has no finding and no reason against it: no action follows from it.',
    ),
    note('Actions come after the run: muster corrective keeps them, and muster report --to prints this page with them filled in.'),
  ];
}

function recordedActions(result: DrillResult, given: Given): Section['blocks'] {
  const own = result.findings.flatMap((finding) => actionsOf(result, finding, given));
  const without = result.findings.filter((finding) => actionsOf(result, finding, given).length === 0);
  return [
    actionTable('By the register of corrective actions', own, 'The register has no action for a finding of this run.'),
    heading('Findings without an action'),
    bullets(
      without.map((one) => toned('bad', `${one.id} (${one.severity}): ${one.text}`)),
      'None.',
    ),
    heading('Reasons why the run is not pass'),
    bullets(
      result.reasons.map((one) => `${one.text} (${one.code})`),
      'None.',
    ),
    actionTable('Actions of earlier runs that this run showed to be done', verifiedBy(result, given), 'This run closed no action of an earlier one.'),
  ];
}

/** Corrective actions with all that the register says of them. */
export function actionTable(caption: string, actions: readonly CorrectiveAction[], empty: string): readonly Block[] {
  return table<CorrectiveAction>(
    caption,
    [
      ['Action', 1.5, (one) => code(one.id)],
      ['For', 1.8, (one) => code(one.finding)],
      ['What is done, and what was said', 5.4, (one) => lines([one.action, cause(one), ...actionCourse(one)].filter((line) => line !== ''))],
      ['Owner', 1.8, (one) => one.owner],
      ['Due', 1.5, (one) => one.due],
      ['Status', 1.8, (one) => toned(one.overdue ? 'bad' : one.status === 'closed' ? 'good' : 'open', actionState(one))],
    ],
    actions,
    empty,
  );
}

function cause({ rootCause }: CorrectiveAction): string {
  return rootCause === '' ? '' : `Cause: ${rootCause}`;
}

/** What this run changes in the plan: nothing by itself. */
export function planRevisions({ runbook, steps }: DrillResult): Section {
  const unlike = steps.filter((one) => one.fidelity !== 'as-documented' || one.state !== 'succeeded');
  return {
    title: 'Plan revisions',
    blocks: [
      text(`No revision was made by this run: it ran “${runbook.title}” as it stood, by its digest.`),
      bullets(
        unlike.map((one) => `To be looked at: ${one.heading} (${one.state}, ${one.fidelity})`),
        'No step suggests one.',
      ),
    ],
  };
}

/** Specifications that may be met in another way: what the entity decided is not known here. */
export function addressable(result: DrillResult, { catalogue }: Given): Section {
  const touched = citationsOf(result);
  const known = (catalogue?.controls ?? []).filter((one) => one.designation === 'addressable' && touched.includes(one.citation));
  return {
    title: 'Addressable specifications',
    blocks: [
      table(
        'Addressable specifications that the checks speak to',
        [
          ['Citation', 2.5, (one) => `45 CFR § ${one.citation}`],
          ['Title', 3.5, (one) => one.title],
          ['Decision of the entity', 4, () => 'not recorded by this run'],
        ],
        known,
        catalogue === null ? 'No catalogue of controls was at hand.' : 'The checks of this run speak to none.',
      ),
      note('Where a specification is met in another way, the entity documents why; a drill does not decide it.'),
    ],
  };
}

/** Each citation, what an auditor asks, and what of this run speaks to it. */
export function crosswalk(result: DrillResult, given: Given): Section {
  return {
    title: 'Control crosswalk',
    blocks: [
      note('A help for whoever files the evidence; no statement that a provision is met.'),
      table<string>(
        'Citations that checks and findings of this run speak to',
        [
          ['Citation', 2.6, (citation) => `45 CFR § ${citation}`],
          ['What an auditor asks for', 4.4, (citation) => asks(citation, given)],
          ['Checks and findings', 3.4, (citation) => lines(spoken(result, citation))],
        ],
        citationsOf(result),
        'The run checked nothing.',
      ),
    ],
  };
}

function asks(citation: string, { catalogue }: Given): string {
  const control = controlOf(catalogue, citation);
  return control === null ? 'not in the catalogue of controls' : `${control.title}. ${control.asks}`;
}

function spoken({ assertions, findings }: DrillResult, citation: string): readonly ReturnType<typeof toned>[] {
  return [
    ...assertions.filter((one) => one.controls.includes(citation)).map((one) => toned(verdictWords[one.verdict].tone, `${one.kind}: ${one.verdict}`)),
    ...findings.filter((one) => one.controls.includes(citation)).map((one) => toned('open', `finding ${one.id}`)),
  ];
}

/** What one citation asks for, at the head of its own small packet. */
export function citationHead(citation: string, { catalogue }: Given): Block {
  const control = controlOf(catalogue, citation);
  return facts([
    ['Citation', `45 CFR § ${citation}`],
    ['Title', control?.title ?? 'not in the catalogue of controls'],
    ['Designation', control?.designation ?? 'not stated'],
    ['What an auditor asks for', control?.asks ?? 'not in the catalogue of controls'],
    ['What a drill can show of it', control?.drillShows ?? 'not in the catalogue of controls'],
  ]);
}
