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
}

/** How many things there are to do; 0: nothing. What is not documented is told, and counts for nothing here. */
export function openTasks({ drills, overdue }: Overview): number {
  return drills.filter(needsWork).length + (overdue.length > 0 ? 1 : 0);
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
