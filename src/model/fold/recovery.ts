import { eventsOf, firstOf, lastOf, secondsBetween, toMillisecond } from '../facts.ts';
import { faultInstant, foldOutages } from './outages.ts';
import { foldRto } from './rto.ts';
import type { JournalEvent } from '../journal.ts';
import type { DrillPlan } from '../plan/drill.ts';
import { serviceProbes } from '../reading.ts';
import type { Phase } from '../reading.ts';
import type { DrillResult } from '../result.ts';
import type { Outage, PhaseResult } from '../result-parts.ts';

/** Seconds each service was down after the fault; null without a sample, or when it did not come back. */
function foldServices(events: readonly JournalEvent[], outages: readonly Outage[]): Record<string, { downSeconds: number | null }> {
  const sampled = new Set(eventsOf(events, 'service-changed').map((change) => change.service));
  return Object.fromEntries(
    serviceProbes.map((service) => {
      const seconds = outages.filter((outage) => outage.service === service).map((outage) => outage.seconds);
      return [service, { downSeconds: sampled.has(service) ? sum(seconds) : null }];
    }),
  );
}

/** The sum; null when one of them is not known. */
function sum(seconds: readonly (number | null)[]): number | null {
  return seconds.reduce<number | null>((total, one) => (total === null || one === null ? null : toMillisecond(total + one)), 0);
}

/**
 * RPO: from the newest record inside the restored data to the fault, or, with a production backup, to the run's start or
 * the instant that `--as-of` names; null when it was not measured, or lies after it.
 */
function foldRpo(events: readonly JournalEvent[], { data }: DrillPlan): number | null {
  const faultAt = faultInstant(events);
  const newest = lastOf(events, 'recovery-measured')?.newestRestoredRecordAt ?? null;
  if (faultAt === null || newest === null) return null;
  const reference = data.mode === 'synthetic' ? faultAt : (data.backup?.asOf ?? firstOf(events, 'run-started')?.at ?? faultAt);
  const seconds = secondsBetween(newest, reference);
  return seconds < 0 ? null : seconds;
}

/** Every phase that was started, with its own end. */
export function foldPhases(events: readonly JournalEvent[]): readonly PhaseResult[] {
  return eventsOf(events, 'phase-started').map((start) => {
    const end = eventsOf(events, 'phase-ended').find((event) => event.phase === start.phase && event.seq > start.seq);
    return { phase: start.phase, startedAt: start.at, endedAt: end?.at ?? null, instrumentSeconds: toMillisecond((end?.instrumentMs ?? 0) / 1000) };
  });
}

function phaseSeconds(events: readonly JournalEvent[]): Partial<Record<Phase, number>> {
  const seconds: Partial<Record<Phase, number>> = {};
  for (const start of eventsOf(events, 'phase-started')) {
    const end = eventsOf(events, 'phase-ended').find((event) => event.phase === start.phase && event.seq > start.seq);
    if (end !== undefined) seconds[start.phase] = toMillisecond((end.ms - start.ms) / 1000);
  }
  return seconds;
}

const recoveryPhases: readonly Phase[] = ['fault', 'felt', 'restore'];

/**
 * Machine, person and instrument apart. A phase's `instrumentMs` contains what its steps report; only the phases
 * from the fault to the restore's end stand between the shop and its visitors. A restore without an end counts by
 * its steps.
 */
function foldShares(events: readonly JournalEvent[]): { machineSeconds: number; humanWaitSeconds: number; instrumentSeconds: number } {
  const steps = eventsOf(events, 'step-ended');
  const total = (values: readonly number[]): number => toMillisecond(values.reduce((left, right) => left + right, 0));
  const human = total(steps.map((step) => step.waitedOnPersonSeconds));
  const inSteps = total(steps.map((step) => step.instrumentMs / 1000));
  const ended = eventsOf(events, 'phase-ended').filter((end) => recoveryPhases.includes(end.phase));
  const inPhases = total(ended.map((end) => end.instrumentMs / 1000));
  const machine = total(steps.map((step) => step.seconds)) - human - inSteps;
  return {
    machineSeconds: Math.max(0, toMillisecond(machine)),
    humanWaitSeconds: human,
    instrumentSeconds: ended.some((end) => end.phase === 'restore') ? inPhases : toMillisecond(inPhases + inSteps),
  };
}

/** The sampling resolution of the services: that of the watcher which detects, or the coarsest of all. */
function resolutionSeconds(events: readonly JournalEvent[], plan: DrillPlan): number {
  const started = eventsOf(events, 'watcher-started');
  const detecting = started.filter((watcher) => watcher.kind === (plan.incident?.detectBy ?? 'availability'));
  return Math.max(0, ...(detecting.length > 0 ? detecting : started).map((watcher) => watcher.resolutionMs / 1000));
}

/** Everything that was measured; null where nothing could be. */
export function foldMeasured(events: readonly JournalEvent[], plan: DrillPlan): DrillResult['measured'] {
  const outages = foldOutages(events);
  const recovery = lastOf(events, 'recovery-measured');
  return {
    ...foldRto(events, outages),
    rtoName: plan.data.mode === 'synthetic' ? 'mirror RTO' : 'RTO',
    rpoSeconds: foldRpo(events, plan),
    newestRestoredRecordAt: recovery?.newestRestoredRecordAt ?? null,
    ordersLost: recovery?.ordersLost ?? null,
    ordersPlaced: recovery?.ordersPlaced ?? null,
    ...foldShares(events),
    resolutionSeconds: resolutionSeconds(events, plan),
    declaredRpoSeconds: plan.site.backup.everySeconds + plan.site.backup.takesSeconds,
    phases: phaseSeconds(events),
    services: foldServices(events, outages),
    peakMemoryMib: lastOf(events, 'run-finished')?.peakMemoryMib ?? null,
  };
}
