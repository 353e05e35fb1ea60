import { bullets, code, heading, link, markdownOf, paragraph, table } from '../model/markdown.ts';
import type { DrillResult } from '../model/result.ts';
import { durationWords } from '../model/words.ts';

/** How an issue tracker's text is told to be about a drill on a site: not shown, and looked for again. */
export function drillMark(drill: string, site: string): string {
  return `<!-- muster: ${drill} on ${site} -->`;
}

/** The title of the issue about a drill that did not pass. */
export function failedDrillTitle({ drill, site }: DrillResult): string {
  return `Drill ${drill.id} on ${site.id} did not pass`;
}

/** What did not pass, why, what was found, and what has to be done by whom: for an issue tracker. No PHI, as in every report. */
export function failedDrillText(result: DrillResult, runUrl: string | null): string {
  const { drill, site, run, verdict, evidenceGrade, reasons, findings, measured, objectives } = result;
  const seconds = (value: number | null): string => (value === null ? 'not measured' : durationWords(value));
  const blocks = [
    paragraph([
      `${drill.title}: `,
      code(verdict),
      `, run `,
      code(run.id),
      ` of ${run.startedAt}, evidence grade ${evidenceGrade}.`,
      ...(runUrl === null ? [] : [' ', link(runUrl, 'The job with its evidence')]),
    ]),
    table([
      ['Figure', 'Measured', 'Objective'],
      [measured.rtoName, seconds(measured.rtoSeconds), durationWords(objectives.rtoSeconds)],
      ['RPO', seconds(measured.rpoSeconds), durationWords(objectives.rpoSeconds)],
    ]),
    heading(2, 'Why'),
    bullets(reasons.map(({ code: name, text }) => `${text} (${name})`)),
    heading(2, 'Findings'),
    findings.length === 0
      ? paragraph('None.')
      : table([
          ['Finding', 'Severity', 'What', 'Citations', 'Repeat of'],
          ...findings.map(({ id, severity, text, controls, repeatOf }) => [id, severity, text, controls.join(', '), repeatOf ?? 'no']),
        ]),
    heading(2, 'Corrective action'),
    bullets([
      'Owner: assign this issue.',
      'Due: set a date; the cadence counts from the last run.',
      'Change what was wrong: the runbook, the stack, the backups, or the plan; have it approved again.',
      ['Closed by: the re-drill that passes, ', code(`muster run ${drill.id}`), `, and its certification.`],
    ]),
  ];
  return `${drillMark(drill.id, site.id)}\n${markdownOf(blocks)}`;
}
