import type { Root } from 'mdast';
import { gfmTableToMarkdown } from 'mdast-util-gfm-table';
import { toMarkdown } from 'mdast-util-to-markdown';
import { checkWords } from '../model/event-words.ts';
import { bullets, heading, paragraph, table, type Block } from '../model/markdown.ts';
import type { DrillResult } from '../model/result.ts';
import type { AssertionResult } from '../model/result-parts.ts';
import { durationWords } from '../model/words.ts';
import { leakSentence, leftoverWords, rtoSentence, scheduleSentence, verdictSentence, wayOutWords } from './sentences.ts';
import { pairs } from './report/pieces.ts';
import { actionSentence, actionsOf, verifiedBy } from './actions.ts';
import { exercisedWords } from './exercised.ts';
import type { Given, Reporter } from './reporter.ts';

/** The job summary of a forge: Markdown, escaped by the serialiser. */
export const summary: Reporter = {
  kind: 'summary',
  title: 'The summary of a CI job',
  file: 'summary.md',
  render: (result, given) => Buffer.from(toMarkdown(document(result, given), { extensions: [gfmTableToMarkdown()], bullet: '-' })),
};

const symbols: Readonly<Record<DrillResult['verdict'], string>> = { pass: '✅ Pass', fail: '❌ Fail', inconclusive: '❔ Inconclusive' };

function document(result: DrillResult, given: Given): Root {
  const { drill, site, run, measured, objectives, notProven } = result;
  return {
    type: 'root',
    children: [
      heading(2, `${symbols[result.verdict]}: ${drill.title}`),
      paragraph(`${site.title}, run ${run.id}, ${run.startedAt}. Evidence grade: ${result.evidenceGrade}.`),
      paragraph(exercisedWords(result)),
      paragraph(verdictSentence(result)),
      ...(result.reasons.length === 0 ? [] : [heading(3, 'Why'), bullets(result.reasons.map((reason) => `${reason.text} (${reason.code})`))]),
      table([
        ['Figure', 'Measured', 'Objective'],
        [measured.rtoName, seconds(measured.rtoSeconds), durationWords(objectives.rtoSeconds)],
        ['RPO', seconds(measured.rpoSeconds), durationWords(objectives.rpoSeconds)],
        ['Orders lost', measured.ordersLost === null ? 'not measured' : String(measured.ordersLost), ''],
      ]),
      ...[rtoSentence(result), scheduleSentence(result)].filter((one) => one !== null).map(paragraph),
      table([['Check', 'Before', 'During the failure', 'After the restore', 'Proof', 'Counted', 'Verdict'], ...result.assertions.map(readingRow)]),
      ...actions(result, given),
      heading(3, 'What this run did not prove'),
      bullets(notProven),
      paragraph(`Way out of the mirror: ${wayOutWords(result)}. Left over: ${leftoverWords(result)}. ${leakSentence(result)}.`),
      paragraph(`Journal: ${result.journal.entries} events, ${result.journal.sealed ? 'sealed' : 'not sealed'}, head ${result.journal.headHash}.`),
    ],
  };
}

/** Only where the register was at hand: under the seal nobody has decided anything yet. */
function actions(result: DrillResult, given: Given): readonly Block[] {
  if (given.register === null) return [];
  const items = result.findings.flatMap((finding) => {
    const own = actionsOf(result, finding, given);
    return own.length === 0 ? [`${finding.id}: NO ACTION YET`] : own.map((one) => `${finding.id}: ${actionSentence(one)}`);
  });
  const closed = verifiedBy(result, given).map((one) => `Shown to be done by this run: ${actionSentence(one)}`);
  return items.length + closed.length === 0 ? [] : [heading(3, 'Corrective actions'), bullets([...items, ...closed])];
}

function readingRow(one: AssertionResult): readonly string[] {
  return [one.kind, ...checkWords(one), pairs(one.counts), symbols[one.verdict]];
}

function seconds(value: number | null): string {
  return value === null ? 'not measured' : durationWords(value);
}
