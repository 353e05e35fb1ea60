import { bullets, heading, paragraph, table, type Block } from '../../model/markdown.ts';
import { asked } from './control-words.ts';
import type { PlanInput } from './written-plan.ts';

const citation = '164.308(a)(7)(ii)(C)';

/** Emergency mode: how PHI stays secure while the shop is degraded. Says what the files say, and what they leave open. */
export function emergencyPart({ drills, site, catalogue }: PlanInput): readonly Block[] {
  const closing = [...new Map(drills.map((drill) => [drill.runbook.path, drill])).values()].map(({ runbook, steps }) => {
    const on = steps.findIndex(({ kind }) => kind === 'maintenance-on');
    const off = steps.findIndex(({ kind }) => kind === 'maintenance-off');
    const from = on === -1 ? 'it is not closed by a step' : `closed from step ${on + 1}${off === -1 ? ', and opened by no step' : ` to step ${off + 1}`}`;
    return [runbook.title, from];
  });
  const rehearsed = drills.filter((drill) => [...drill.faults, ...drill.expect].some(({ controls }) => controls.includes(citation)));
  return [
    heading(2, 'Emergency mode operation plan'),
    ...asked(catalogue, citation),
    heading(3, 'When the shop is closed to the public'),
    table([['Recovery', 'The shop'], ...closing]),
    heading(3, 'Who may read PHI meanwhile'),
    paragraph('Nobody beside those whom the PHI inventory names for each location; the log records each read on the paths that it covers.'),
    ...(site.knownGaps.length === 0
      ? []
      : [
          heading(3, 'Reads that production does not log either'),
          table([
            ['Paths', 'Owner', 'Reason', 'Until'],
            ...site.knownGaps.map(({ paths, owner, reason, expires }) => [paths.join(', '), owner, reason, expires]),
          ]),
        ]),
    heading(3, 'Rehearsed by'),
    rehearsed.length === 0 ? paragraph('No drill of this site speaks to emergency mode yet.') : bullets(rehearsed.map(({ drill }) => drill.title)),
  ];
}
