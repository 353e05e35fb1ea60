import { code, heading, paragraph, table, type Block } from '../../model/markdown.ts';
import { asked } from './control-words.ts';
import type { PlanInput } from './written-plan.ts';

/** Testing and revision: how often, which scenarios, what they check, and when the plan is looked at again. */
export function testingPart({ drills, catalogue, maxAge }: PlanInput): readonly Block[] {
  return [
    heading(2, 'Testing and revision procedure'),
    ...asked(catalogue, '164.308(a)(7)(ii)(D)'),
    paragraph([
      'Each drill is run again after ',
      code(maxAge),
      ' at the latest (the entity’s policy; the rule says “periodic”), and whenever a definition, plugin, image or control changed since.',
    ]),
    paragraph(
      'Method: the documented steps are executed on a mirror of the shop after a real failure; every check is read before, during and after, and shown to be able to fail.',
    ),
    table([
      ['Drill', 'Scenario', 'Risks', 'Checks', 'Digest'],
      ...drills.map(({ drill, faults, expect }) => [
        drill.id,
        `${drill.title}: ${faults.map((fault) => fault.title).join(', ')}`,
        drill.risks.join(', '),
        expect.map(({ kind }) => kind).join(', '),
        [code(drill.digest)],
      ]),
    ]),
    paragraph(
      'Revision: a finding leads to a corrective action with owner and date; the plan is changed where it was wrong, approved again, and the drill is run against the new version.',
    ),
  ];
}
