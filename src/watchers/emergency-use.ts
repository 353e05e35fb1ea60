import type { RunContext, StepTime } from '../model/ports/run-context.ts';

/** One request, on the clock's monotonic side. */
export interface Tried {
  readonly startedMs: number;
  readonly answeredMs: number;
  /** It was given what it asked for. */
  readonly served: boolean;
  /** Served, without a row in the access log. */
  readonly unlogged: boolean;
}
/** Everything that was tried, by who tried what. */
export interface Tries {
  readonly named: readonly Tried[];
  readonly others: readonly Tried[];
  readonly writes: readonly Tried[];
}

/** What was done in emergency mode. */
export interface EmergencyUse {
  /** Reads of the break-glass account that were asked for and answered while it was on. */
  readonly asked: number;
  /** Orders that the account was given: also where the mode began or ended meanwhile, since it has no other way to them. */
  readonly reads: number;
  /** Reads of somebody else that were asked for and answered while it was on, and those that gave PHI. */
  readonly othersAsked: number;
  readonly others: number;
  /** Reads of the break-glass account without a row in the access log, at any time. */
  readonly unlogged: number;
  /** Writes of the break-glass account that were taken, at any time. */
  readonly writes: number;
  /** Reads of the break-glass account that were over before it was opened, or began after it was closed. */
  readonly outside: number;
}

/** Whether the runbook has begun to put emergency mode on, and has not ended it. */
export function emergencyOn(run: Pick<RunContext, 'plan' | 'timeline'>): boolean {
  const { opened, closed } = modeOf(run);
  return opened !== undefined && (closed?.endedMs ?? null) === null;
}

/** Holds what was tried against the runbook's emergency mode; null where that was never put on. */
export function emergencyUse(run: Pick<RunContext, 'plan' | 'timeline'>, { named, others, writes }: Tries): EmergencyUse | null {
  const { opened, closed } = modeOf(run);
  const onMs = opened?.endedMs ?? null;
  if (opened === undefined || onMs === null) return null;
  const within = ({ startedMs, answeredMs }: Tried): boolean => startedMs >= onMs && answeredMs <= (closed?.startedMs ?? Number.POSITIVE_INFINITY);
  const outside = ({ startedMs, answeredMs }: Tried): boolean => answeredMs < opened.startedMs || startedMs > (closed?.endedMs ?? Number.POSITIVE_INFINITY);
  const served = named.filter((one) => one.served);
  return {
    asked: named.filter(within).length,
    reads: served.filter((one) => !outside(one)).length,
    othersAsked: others.filter(within).length,
    others: others.filter((one) => one.served && within(one)).length,
    unlogged: served.filter((one) => one.unlogged).length,
    writes: writes.filter((one) => one.served).length,
    outside: served.filter(outside).length,
  };
}

function modeOf({ plan, timeline }: Pick<RunContext, 'plan' | 'timeline'>): Readonly<Record<'opened' | 'closed', StepTime | undefined>> {
  const timeOf = (kind: string): StepTime | undefined => timeline.steps.get(plan.steps.find((step) => step.kind === kind)?.id ?? '');
  return { opened: timeOf('emergency-open'), closed: timeOf('emergency-close') };
}
