import { heading, paragraph, table, type Block } from '../../model/markdown.ts';
import { quarterOf } from '../../model/quarter.ts';
import type { DrillResult } from '../../model/result.ts';
import type { BinderInput } from './binder-input.ts';

const shownQuarters = 8;

/** When each drill was run, quarter by quarter, each grade by itself. */
export function cadencePart({ history }: BinderInput): readonly Block[] {
  if (history.length === 0) return [];
  const quarters = [...new Set(history.map(({ run }) => quarterOf(run.startedAt)))].toSorted().slice(-shownQuarters);
  const names = [...new Set(history.map(nameOf))].toSorted();
  return [
    heading(2, 'Cadence'),
    paragraph('Runs of each quarter, oldest first. “Periodic” is the rule’s word; how often is the entity’s policy.'),
    table([
      ['Drill', ...quarters],
      ...names.map((name) => [
        name,
        ...quarters.map((quarter) => {
          const own = history.filter((result) => nameOf(result) === name && quarterOf(result.run.startedAt) === quarter);
          return own.length === 0 ? 'not run' : own.map(({ verdict }) => verdict).join(', ');
        }),
      ]),
    ]),
  ];
}

function nameOf({ drill, site, evidenceGrade }: DrillResult): string {
  return `${drill.id} on ${site.id} (${evidenceGrade})`;
}
