import type { Block } from '../../model/markdown.ts';
import { nothingToCertify, type Certification, type CertificationState } from '../../model/certification.ts';
import type { DrillResult } from '../../model/result.ts';
import { plural } from '../../model/words.ts';
import { endOf, exercisedWords, gradeWords } from '../exercised.ts';
import { citations, utc } from '../report/pieces.ts';
import type { Given } from '../reporter.ts';
import { leakSentence, verdictSentence } from '../sentences.ts';
import { bullets, callout, code, facts, form, note, text, toned, verdictCell, type Cell, type Section } from './cells.ts';

/** The words on every page of a paper about a run. */
export function marking({ evidenceGrade }: DrillResult): readonly string[] {
  return ['Exercise', 'No PHI', `Evidence grade: ${evidenceGrade}`];
}

/** What a paper belongs to: run and digest, on every page. */
export function running({ run, journal }: DrillResult): string {
  return `Run ${run.id} · journal ${journal.headHash.slice(0, 32)}…`;
}

/** The control block on the first page. */
export function controlBlock(result: DrillResult): readonly Block[] {
  const { run, drill, site } = result;
  return [
    facts([
      ['Report', code(`${drill.id}/${run.id}`)],
      ['Verdict', verdictCell(result.verdict)],
      ['Drill', `${drill.title} (${drill.id})`],
      ['Drill definition', code(drill.digest)],
      ['Site', `${site.title} (${site.id})`],
      ['Run', `${utc(run.startedAt)} to ${utc(run.finishedAt)}`],
      ['Classification', leakSentence(result)],
      ['Marking', 'Exercise. Nothing in it happened to a patient.'],
      ['Status', status(result)],
      ['Supersedes', 'nothing: a run is never written again, a later run of the drill stands beside it'],
      ['Retention', retention(result)],
      ['Journal', code(result.journal.headHash)],
    ]),
    callout(result.verdict === 'pass' ? 'good' : 'open', verdictSentence(result), reasons(result)),
    callout('open', `Evidence grade: ${result.evidenceGrade}`, [gradeWords[result.evidenceGrade], exercisedWords(result)]),
    callout('open', 'What this drill does not prove', result.notProven),
  ];
}

function reasons({ reasons: all, findings }: DrillResult): readonly string[] {
  if (all.length > 0) return all.map((reason) => `${reason.text} (${reason.code})`);
  return [findings.length === 0 ? 'No finding was recorded.' : `What has to be worked on stands in section 12: ${plural(findings.length, 'finding')}.`];
}

function status({ journal }: DrillResult): string {
  return journal.sealed ? 'final: the journal is sealed' : 'draft: the journal has no end, the run did not finish';
}

/** Six years from the run; longer while the plan that it tested is in effect. No day is computed for that part: nobody knows it yet. */
function retention(result: DrillResult): string {
  const end = endOf(result);
  return `at least until ${Number(end.slice(0, 4)) + 6}${end.slice(4, 10)}, and six years after the tested plan was last in effect (${citations(['164.316(b)(2)(i)'])})`;
}

/** The page that people sign: who may, what exactly, and what stays open. */
export function certification(result: DrillResult, { certification: given }: Given): Section {
  const findings = result.findings.length;
  return {
    title: 'Certification',
    ownPage: true,
    blocks: [
      text(
        'An auditor asks that responsible management reviewed and certified the result of a test; a drill that ran is only the first half of it. Reviewing the result, and accepting the corrective actions, are two statements. Whoever prepared the run cannot certify it.',
      ),
      facts([
        ['Result', verdictCell(result.verdict)],
        ['Findings', String(findings)],
        ['May be certified', mayBe(result)],
        ['Prepared by', preparer(result)],
        ['Certified', given === null ? toned('open', 'not on this paper: to be signed below, or by muster certify') : stateCell(given)],
        ['What is certified', 'the sealed files: the digest of manifest.json, which holds that of each'],
        ['Journal', code(result.journal.headHash)],
      ]),
      ...(given === null || given.accepted.length === 0
        ? ['Security official (45 CFR § 164.308(a)(2))', 'Drill lead', 'System owner'].map(signature)
        : given.accepted.map(signed)),
      note('Electronic certification: muster certify. It is signed over the sealed files and kept beside them; this page then needs no ink.'),
    ],
  };
}

function preparer({ people }: DrillResult): string {
  const name = people.preparedBy ?? '';
  return name === '' ? 'nobody was named; whoever ran the drill cannot certify it' : `${name}, who cannot certify it`;
}

function stateCell({ state, why }: CertificationState): Cell {
  return toned(state === 'certified' ? 'good' : state === 'rejected' ? 'bad' : 'open', why);
}

/** What somebody signed electronically; each word of it is under the signature. */
function signed(one: Certification): Block {
  return form(`${one.role}, signed electronically`, [
    ['Name', one.name],
    ['Result', `${one.result}${one.resultReviewed ? ', result reviewed' : ''}`],
    ['Corrective actions accepted', one.correctiveActionsAccepted ? 'yes' : 'no'],
    ['Date', utc(one.at)],
    ['Comment', one.comment === '' ? 'none' : one.comment],
    ['Signed over', one.manifest],
    ['Signature reference', `${one.keyId}, in certification.ndjson`],
  ]);
}

function mayBe(result: DrillResult): ReturnType<typeof toned> {
  const nothing = nothingToCertify(result);
  return nothing === null ? toned('good', 'yes') : toned('bad', `no: ${nothing}`);
}

function signature(title: string): Block {
  return form(title, [
    ['Name and title', null],
    ['Result reviewed (accept / reject)', null],
    ['Corrective actions accepted (yes / no)', null],
    ['Date', null],
    ['Signature', null],
  ]);
}

/** The gaps again, where a section needs them. */
export function gaps(result: DrillResult): Block {
  return bullets(result.notProven, 'Nothing is named.');
}
