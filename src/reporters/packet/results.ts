import type { Block } from '../../model/markdown.ts';
import { proofWords, readingWords } from '../../model/event-words.ts';
import type { DrillResult } from '../../model/result.ts';
import type { AssertionResult } from '../../model/result-parts.ts';
import { durationWords, serviceWords } from '../../model/words.ts';
import { proofTone, readingTone } from '../report/checks.ts';
import { citations, clockTime, pairs } from '../report/pieces.ts';
import { counted, lookedUntil, wayOutWords } from '../sentences.ts';
import { againstCell, bullets, code, facts, heading, note, table, text, toned, verdictCell, type Cell, type Section } from './cells.ts';

const areas: readonly (readonly [area: string, kinds: RegExp])[] = [
  ['Integrity', /integrity|references|ids-|files|foreign|core|plugins|caches/u],
  ['Roles and access', /role|private|session/u],
  ['Access log', /log|unlogged/u],
  ['Encryption and keys', /encrypt|key/u],
  ['The shop works', /checkout/u],
];

/** What was expected and what was found, by control area. */
export function resultsByArea(result: DrillResult): Section {
  const { assertions } = result;
  return {
    title: 'Results by control area',
    blocks: [
      text(
        'Each check is read before the failure (it must be true), during it (does it notice?) and after the restore (it must be true again). Then the restored mirror is damaged on purpose, once per check, and that check must find it: the negative control. False, broken down and not read are told apart.',
      ),
      table<AssertionResult>(
        'Readings of every check',
        [
          ['Check', 3.4, (one) => one.title],
          ['Before', 2, (one) => reading(one, 'before')],
          ['During', 2.2, (one) => reading(one, 'felt')],
          ['After', 2.2, (one) => reading(one, 'after')],
          ['Negative control', 2.2, proof],
          ['Verdict', 1.7, (one) => verdictCell(one.verdict)],
        ],
        assertions,
        'The drill expected nothing: nothing was checked.',
      ),
      ...assertions.flatMap(check),
      heading('Emergency mode, transmission and isolation'),
      ...surroundings(result),
    ],
  };
}

function areaOf({ kind }: AssertionResult): string {
  return areas.find(([, kinds]) => kinds.test(kind))?.[0] ?? 'Other';
}

function reading(one: AssertionResult, moment: 'before' | 'felt' | 'after'): Cell {
  return toned(readingTone(one[moment], moment), readingWords(one[moment], moment, moment === 'felt' ? one.feltReason : null));
}

function proof(one: AssertionResult): Cell {
  return toned(proofTone(one), proofWords(one));
}

/** One check with everything that was recorded of it. */
export function check(one: AssertionResult): readonly Block[] {
  return [
    heading(one.title),
    facts([
      ['Check', code(one.kind)],
      ['Control area', areaOf(one)],
      ['Verdict', verdictCell(one.verdict)],
      ['Why', one.verdictReason],
      ['Expected', one.expected === '' ? 'nothing recorded' : one.expected],
      ['Found', one.actual === '' ? 'nothing recorded' : one.actual],
      ['Counted', Object.keys(one.counts).length === 0 ? 'nothing' : pairs(one.counts)],
      ['Evidence', one.evidence.length === 0 ? 'none named' : one.evidence.join('; ')],
      ['Negative control', one.proofText === '' ? 'none was made' : one.proofText],
      ['Speaks to', citations(one.controls)],
    ]),
    ...table(
      'Readings in order',
      [
        ['UTC', 1.5, (row) => clockTime(row.at)],
        ['Reading', 2.5, (row) => toned(readingTone(row.reading, row.moment), readingWords(row.reading, row.moment, row.reason))],
        ['Found', 6, (row) => row.actual],
      ],
      one.readings,
      'It was never read.',
    ),
  ];
}

function surroundings(result: DrillResult): readonly Block[] {
  const { isolation, watchers } = result;
  return [
    facts([
      ['Way out of the mirror', toned((isolation.egress.succeeded ?? 0) > 0 ? 'bad' : 'calm', wayOutWords(result))],
      ['Muster’s own attempts to get out', String(isolation.egress.probes)],
      ['Attempts of the shop’s software', counted(isolation.egress.attempted)],
      ['Mails captured', counted(isolation.mail.captured)],
      ['HTTP requests refused', counted(isolation.http.refused)],
    ]),
    ...table(
      'Watchers, from before the failure',
      [
        ['Watcher', 2, (one) => one.kind],
        ['Samples', 1.1, (one) => one.samples],
        ['Every', 1.1, (one) => durationWords(one.resolutionSeconds)],
        ['Until', 2.4, (one) => lookedUntil(result, one.endedAt)],
        ['Findings', 1.1, (one) => one.findings.length],
        ['In short', 4, (one) => pairs(one.summary)],
      ],
      watchers,
      'Nothing watched.',
    ),
  ];
}

/** Recovery time and data loss against what may be; the proposed rule's 72 hours for information. */
export function objectives({ measured, objectives: allowed }: DrillResult): Section {
  const { rtoSeconds, rtoName, rpoSeconds, rtoParts } = measured;
  const within = (limit: number): Cell =>
    rtoSeconds === null ? toned('open', 'not measured') : toned(rtoSeconds <= limit ? 'good' : 'bad', durationWords(rtoSeconds));
  return {
    title: 'RTO, RPO and MTD',
    blocks: [
      table(
        'Measured against what was set',
        [
          ['Figure', 3, ([name]) => name],
          ['May be', 2, ([, may]) => may],
          ['Measured', 4, ([, , is]) => is],
        ],
        [
          [rtoName, durationWords(allowed.rtoSeconds), againstCell(rtoSeconds, allowed.rtoSeconds)],
          ['RPO', durationWords(allowed.rpoSeconds), againstCell(rpoSeconds, allowed.rpoSeconds)],
          ['MTD', durationWords(allowed.mtdSeconds), within(allowed.mtdSeconds)],
          ['RPO by the declared schedule', durationWords(allowed.rpoSeconds), againstCell(measured.declaredRpoSeconds, allowed.rpoSeconds)],
          ['72 hours of the 2025 proposal (not law, for information)', '72 h', within(259_200)],
        ] as readonly (readonly [string, string, Cell])[],
        'Nothing was measured.',
      ),
      facts([
        ['Before the first step', rtoParts === null ? 'not measured' : durationWords(rtoParts.beforeStepsSeconds)],
        ['In steps', rtoParts === null ? 'not measured' : durationWords(rtoParts.stepsSeconds)],
        ['That no step explains', rtoParts === null ? 'not measured' : durationWords(rtoParts.unexplainedSeconds)],
        ['Fetching the backup', rtoParts?.fetchSeconds === undefined ? 'no part of this run' : durationWords(rtoParts.fetchSeconds)],
        ['Machines worked', durationWords(measured.machineSeconds)],
        ['People were waited for', durationWords(measured.humanWaitSeconds)],
        ['Muster measured meanwhile', durationWords(measured.instrumentSeconds)],
        ['Services sampled every', durationWords(measured.resolutionSeconds)],
      ]),
      table(
        'Outage of each service',
        [
          ['Service', 4, ([name]) => serviceWords[name] ?? name],
          ['Did not work for', 3, ([, { downSeconds }]) => (downSeconds === null ? toned('open', 'not known') : durationWords(downSeconds))],
        ],
        Object.entries(measured.services),
        'No service was sampled.',
      ),
      note(
        'RTO runs from the failure to the end of the last interval in which any service did not work. RPO runs from the newest record inside the restored data to the failure. No file’s date is used.',
      ),
    ],
  };
}

/** What has to be worked on, and what went well. */
export function findings({ findings: all, assertions, warnings }: DrillResult): Section {
  return {
    title: 'Findings and strengths',
    blocks: [
      table(
        'Findings, most severe first',
        [
          ['Id', 2, (one) => code(one.id)],
          ['Severity', 1.5, (one) => toned(one.severity === 'high' ? 'bad' : 'open', one.severity)],
          ['Finding', 6, (one) => one.text],
          ['Speaks to', 3, (one) => citations(one.controls)],
          ['Repeat of', 1.8, (one) => one.repeatOf ?? 'none'],
        ],
        all,
        'This run found nothing to work on.',
      ),
      heading('Strengths'),
      bullets(
        assertions.filter((one) => one.verdict === 'pass').map((one) => `${one.title}: ${one.actual}`),
        'No check passed.',
      ),
      heading('Warnings during the run'),
      bullets(warnings),
    ],
  };
}
