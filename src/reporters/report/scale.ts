import type { DrillResult } from '../../model/result.ts';

/** Milliseconds since the epoch, mapped to the drawing's x. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  x(ms: number): number;
}

/** The time between two instants over a stretch of a drawing; what lies outside of it stands at its ends. */
export function scale(from: number, to: number, left: number, right: number): Scale {
  const span = Math.max(1, to - from);
  const x = (ms: number): number => Math.round((left + ((Math.min(Math.max(ms, from), to) - from) / span) * (right - left)) * 10) / 10;
  return { from, to, x };
}

/** The window around the outage: from the newest restored record, if it is near, to the end of the recovery. */
export function outageWindow(result: DrillResult, faultMs: number): { from: number; to: number } {
  const ends = [...result.outages.map((outage) => outage.to), ...result.steps.map((step) => (step.startedAt === null ? null : step.startedAt))].flatMap(
    (instant) => (instant === null ? [] : [Date.parse(instant)]),
  );
  const stepEnds = result.steps.flatMap((step) => (step.startedAt === null ? [] : [Date.parse(step.startedAt) + (step.seconds ?? 0) * 1000]));
  const open = result.outages.some((outage) => outage.to === null) ? lastInstant(result) : faultMs;
  const end = Math.max(faultMs + 1000, open, ...ends, ...stepEnds);
  const span = end - faultMs;
  const newest = result.measured.newestRestoredRecordAt;
  const back = newest === null ? 0 : faultMs - Date.parse(newest);
  return { from: faultMs - Math.min(Math.max(back * 1.15, span * 0.08), span * 0.5), to: end + span * 0.03 };
}

/** The last instant that the journal knows. */
export function lastInstant(result: DrillResult): number {
  return Math.max(...result.timeline.map((event) => Date.parse(event.at)), Date.parse(result.run.startedAt));
}

const niceSteps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];

/** Seconds relative to `zero` at which the axis has a mark: `most` of them, or one more. */
export function ticks({ from, to }: { from: number; to: number }, zero: number, most = 9): readonly number[] {
  const span = (to - from) / 1000;
  const step = niceSteps.find((one) => span / one <= most) ?? span / most;
  const first = Math.ceil((from - zero) / 1000 / step);
  const last = Math.floor((to - zero) / 1000 / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => Math.round((first + index) * step * 1000) / 1000);
}
