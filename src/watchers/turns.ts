import type { RunContext } from '../model/ports/run-context.ts';

/** One time that an account was let in, on the clock's monotonic side. */
export interface LetIn {
  /** The drill account's role. */
  readonly role: string;
  readonly startedMs: number;
  readonly answeredMs: number;
}

/** The turns that a runbook gives by its steps `restore-access`, and who got in before theirs. */
export interface Turns {
  readonly given: number;
  /** Roles that were let in once the recovery had begun and before their own step had, or without having one. */
  readonly early: readonly string[];
}

/**
 * Holds every time that a role was let in against the runbook's turns. What was asked for before the recovery began is the
 * incident's; what was answered after the role's step began may be that step's doing. Without such steps there are no
 * turns to keep.
 */
export function turnsOf({ plan, timeline }: Pick<RunContext, 'plan' | 'timeline'>, letIn: readonly LetIn[]): Turns {
  const steps = plan.steps.filter((step) => step.kind === 'restore-access');
  const { containedMs } = timeline;
  if (steps.length === 0 || containedMs === null) return { given: steps.length, early: [] };
  const turn = (role: string): number => {
    const ids = steps.filter(({ params }) => params['role'] === role).map(({ id }) => id);
    return Math.min(...ids.map((id) => timeline.steps.get(id)?.startedMs ?? Number.POSITIVE_INFINITY));
  };
  const early = letIn.filter(({ role, startedMs, answeredMs }) => startedMs >= containedMs && answeredMs < turn(role)).map(({ role }) => role);
  return { given: steps.length, early: [...new Set(early)] };
}
