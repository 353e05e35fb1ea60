import { documentJob, type LongDocument } from '../../model/document.ts';
import type { DrillResult } from '../../model/result.ts';
import { endOf } from '../exercised.ts';
import type { Given, PrintedReporter } from '../reporter.ts';
import { resultJson } from '../result-json.ts';
import { blocksOf, type Section } from './cells.ts';
import { certification, controlBlock, marking, running } from './control.ts';
import { participants, scenario, steps, timeline } from './course.ts';
import { annexes, dataHandling, evidenceIndex, integrity } from './custody.ts';
import { addressable, correctiveActions, crosswalk, planRevisions } from './follow-up.ts';
import { findings, objectives, resultsByArea } from './results.ts';
import { executiveSummary, planUnderTest, scope } from './summary.ts';

/** The whole packet on paper, for an auditor: 20 sections, of which none is silently left out. */
export const packet: PrintedReporter = {
  kind: 'pdf',
  title: 'The packet on paper',
  file: 'report.pdf',
  print: (result, given) =>
    documentJob(packetOf(result, given), [
      {
        name: resultJson.file,
        content: resultJson.render(result, given),
        mimeType: 'application/json',
        description: 'The result that this packet was made from',
        relationship: 'source',
      },
    ]),
};

/** What is printed, as data. The control block is section 1. */
function packetOf(result: DrillResult, given: Given): LongDocument {
  return {
    title: `Recovery drill: ${result.drill.title}`,
    subtitle: `${result.site.title}, ${result.run.startedAt.slice(0, 10)}, run ${result.run.id}`,
    marking: marking(result),
    running: running(result),
    at: endOf(result),
    keywords: ['HIPAA contingency plan test', result.drill.id, result.run.id],
    blocks: blocksOf([{ title: 'Control block', blocks: controlBlock(result) }, ...sections(result, given)]),
    charts: new Map(),
  };
}

function sections(result: DrillResult, given: Given): readonly Section[] {
  return [
    certification(result, given),
    executiveSummary(result),
    scope(result),
    planUnderTest(result),
    participants(result),
    scenario(result),
    timeline(result),
    steps(result),
    resultsByArea(result),
    objectives(result),
    findings(result),
    correctiveActions(result, given),
    planRevisions(result),
    addressable(result, given),
    crosswalk(result, given),
    dataHandling(result),
    evidenceIndex(result),
    integrity(result),
    annexes(result),
  ];
}
