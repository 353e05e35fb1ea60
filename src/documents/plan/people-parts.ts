import { heading, paragraph, table, type Block } from '../../model/markdown.ts';
import { durationWords } from '../../model/words.ts';
import type { Contact, PlanInput } from './written-plan.ts';

/** Who acts, in the order of each runbook: nobody before their turn. */
export function rolesPart({ drills }: PlanInput): readonly Block[] {
  const runbooks = [...new Map(drills.map((drill) => [drill.runbook.path, drill])).values()];
  return [
    heading(2, 'Role recovery order'),
    paragraph('The roles of each recovery in the order in which they first act, with their steps.'),
    ...runbooks.flatMap(({ runbook, steps }) => {
      const roles = [...new Set(steps.map(({ who }) => who))];
      return [
        heading(3, runbook.title),
        table([
          ['Turn', 'Role', 'Steps'],
          ...roles.map((role, index) => [
            String(index + 1),
            role === '' ? 'nobody is named' : role,
            steps.flatMap((step, place) => (step.who === role ? [`${place + 1}. ${step.heading}`] : [])).join('; '),
          ]),
        ]),
      ];
    }),
  ];
}

/** Everybody of people.yaml, deputies and business associates, with their deadlines. */
export function contactsPart({ contacts, associates }: PlanInput): readonly Block[] {
  return [
    heading(2, 'Contacts'),
    table([['Role', 'Holder', 'Contact', 'Trained', 'Deputy', 'Contact', 'Trained'], ...contacts.map(contactRow)]),
    heading(3, 'Business associates'),
    associates.length === 0
      ? paragraph('None is named.')
      : table([
          ['Who', 'Contact', 'To be notified within'],
          ...associates.map(({ name, contact, notifyWithinSeconds }) => [name, contact, durationWords(notifyWithinSeconds)]),
        ]),
  ];
}

function contactRow({ role, title, holder, deputy }: Contact): readonly string[] {
  return [
    `${title} (${role})`,
    holder.name,
    holder.contact,
    holder.trained,
    ...(deputy === null ? ['none', '', ''] : [deputy.name, deputy.contact, deputy.trained]),
  ];
}
