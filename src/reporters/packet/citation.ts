import { documentJob, type LongDocument } from '../../model/document.ts';
import type { Block } from '../../model/markdown.ts';
import type { DrillResult } from '../../model/result.ts';
import { plural } from '../../model/words.ts';
import { actionsOf } from '../actions.ts';
import { citationSlug, citationsOf } from '../citations.ts';
import { endOf, exercisedWords, gradeWords } from '../exercised.ts';
import { citations, utc } from '../report/pieces.ts';
import type { Given, PrintedReporter } from '../reporter.ts';
import { verdictSentence } from '../sentences.ts';
import { blocksOf, bullets, code, facts, table, text, toned, verdictCell } from './cells.ts';
import { actionTable, citationHead } from './follow-up.ts';
import { gaps, marking, running } from './control.ts';
import { check } from './results.ts';

/** The folder of the small packets inside a run's. */
export const packetsFolder = 'packets';

/** A small packet for each citation that the run speaks to: an auditor takes specific documents, not compendiums. */
export function citationPackets(result: DrillResult): readonly (PrintedReporter & { readonly citation: string })[] {
  return citationsOf(result).map((citation) => ({
    citation,
    kind: 'packets',
    title: `Packet for ${citation}`,
    file: `${packetsFolder}/${citationSlug(citation)}.pdf`,
    print: (of, given) => documentJob(citationPacketOf(of, citation, given)),
  }));
}

/** What is printed for one citation, as data: it stands alone, with verdict, grade and gaps. */
function citationPacketOf(result: DrillResult, citation: string, given: Given): LongDocument {
  const mine = result.assertions.filter((one) => one.controls.includes(citation));
  const found = result.findings.filter((one) => one.controls.includes(citation));
  return {
    title: `45 CFR § ${citation}: evidence of a recovery drill`,
    subtitle: `${result.site.title}, ${result.drill.title}, ${result.run.startedAt.slice(0, 10)}, run ${result.run.id}`,
    marking: marking(result),
    running: running(result),
    at: endOf(result),
    contents: false,
    keywords: [citation, result.drill.id, result.run.id],
    charts: new Map(),
    blocks: [
      citationHead(citation, given),
      ...blocksOf([
        { title: 'What the drill showed', blocks: [text(summaryWords(mine.length, found.length)), ...mine.flatMap(check)] },
        {
          title: 'Findings for this citation',
          blocks: [
            table(
              'Findings',
              [
                ['Id', 2, (one) => code(one.id)],
                ['Severity', 1.5, (one) => toned(one.severity === 'high' ? 'bad' : 'open', one.severity)],
                ['Finding', 7, (one) => one.text],
              ],
              found,
              'This run found nothing to work on for it.',
            ),
            given.register === null
              ? []
              : actionTable(
                  'Corrective actions for them',
                  found.flatMap((one) => actionsOf(result, one, given)),
                  'The register has none.',
                ),
          ],
        },
        { title: 'The run', blocks: runBlocks(result) },
        { title: 'What this drill does not prove', blocks: [gaps(result)] },
      ]),
    ],
  };
}

function summaryWords(checks: number, findings: number): string {
  return `To this citation speak ${plural(checks, 'check')} and ${plural(findings, 'finding')} of the drill. A check is no statement that the provision is met.`;
}

function runBlocks(result: DrillResult): readonly Block[] {
  const { run, drill, runbook, journal } = result;
  return [
    text(verdictSentence(result)),
    facts([
      ['Verdict of the whole drill', verdictCell(result.verdict)],
      ['Evidence grade', `${result.evidenceGrade}. ${gradeWords[result.evidenceGrade]}`],
      ['What was exercised', exercisedWords(result)],
      ['Run', `${run.id}, ${utc(run.startedAt)} to ${utc(run.finishedAt)}`],
      ['Drill', `${drill.title} (${drill.id})`],
      [
        'Runbook',
        runbook.approved === null ? `${runbook.title}, approved by nobody` : `${runbook.title}, approved ${runbook.approved.at} by ${runbook.approved.by}`,
      ],
      ['Runbook digest', code(runbook.digest)],
      ['Journal', code(journal.headHash)],
      ['Speaks to as a whole', citations(citationsOf(result))],
    ]),
    bullets(
      result.reasons.map((reason) => `${reason.text} (${reason.code})`),
      'There is no reason against a pass.',
    ),
  ];
}
