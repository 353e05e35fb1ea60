import type { CorrectiveAction } from '../model/corrective.ts';
import { actionState } from '../model/corrective-words.ts';
import type { Control } from '../model/controls.ts';
import type { Instant } from '../model/json.ts';
import { needsWork, type DrillStatus } from './cadence.ts';

/** Where all drills stand at one moment: what the terminal, a metrics file and a message are made from. */
export interface Overview {
  readonly at: Instant;
  readonly maxAge: string;
  readonly drills: readonly DrillStatus[];
  /** Controls whose review is overdue, of the catalogue in use. */
  readonly overdue: readonly Control[];
  /** Drills that a site has no runbook for: its recovery is not documented, so it cannot be rehearsed. */
  readonly undocumented: readonly { readonly drill: string; readonly site: string }[];
  readonly corrective: CorrectiveOverview;
}

/** What findings of drills still wait for. */
export interface CorrectiveOverview {
  /** Actions that are not closed, in the order in which they were opened. */
  readonly open: readonly CorrectiveAction[];
  /** Where and why the register's chain or a signature does not hold: what follows there is unknown. null: it holds. */
  readonly problem: string | null;
}

/** How many things there are to do; 0: nothing. What is not documented is told, and counts for nothing here. */
export function openTasks({ drills, overdue, corrective }: Overview): number {
  return drills.filter(needsWork).length + (overdue.length > 0 ? 1 : 0) + correctiveWords(corrective).length;
}

/** A sentence for each action that is late, or whose waiver has expired, and one for a register that does not hold. */
export function correctiveWords({ open, problem }: CorrectiveOverview): readonly string[] {
  return [
    ...open
      .filter((action) => action.overdue)
      .map((action) => `ACTION ${action.id}: ${actionState(action)}, ${action.owner}, for ${action.finding} of ${action.drill} on ${action.site}`),
    ...(problem === null ? [] : [`REGISTER: ${problem}: which actions are open is not known`]),
  ];
}

/** What has to be done about one drill, in words; empty when nothing has. */
export function taskWords({ last, due, dueBy, changed }: DrillStatus): string {
  if (last === null) return 'DUE: it has never been run';
  return [
    ...(due ? [`DUE since ${dueBy?.slice(0, 10) ?? 'now'}`] : []),
    ...(changed.length > 0 ? [`STALE: ${changed.join(', ')} changed since`] : []),
    ...(last.verdict === 'pass' ? [] : ['NOT PASSED']),
  ].join('; ');
}

/** A sentence about overdue reviews; null when there are none. */
export function reviewWords(overdue: readonly Control[]): string | null {
  const [first, ...more] = overdue;
  if (first === undefined) return null;
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return `REVIEW: ${first.citation}${others} of the controls should have been compared with their source by ${first.reviewBy}`;
}
