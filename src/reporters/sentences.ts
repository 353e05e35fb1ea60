import type { DrillResult } from '../model/result.ts';
import type { Outage } from '../model/result-parts.ts';
import { durationWords, plural, scheduleWords } from '../model/words.ts';

/** The verdict in one sentence that is true of this run; the same in every report. */
export function verdictSentence({ verdict, run, assertions, steps }: DrillResult): string {
  if (run.state === 'interrupted') return 'The run was interrupted. What it had shown until then stands below; it is no proof of recovery.';
  if (run.state === 'unfinished') return 'The run did not come to its end. What it had recorded until then stands below; it is no proof of recovery.';
  if (run.state === 'failed') return 'The run ended early. What it had shown until then stands below; it is no proof of recovery.';
  switch (verdict) {
    case 'pass':
      return `The shop was recovered by its own written runbook${otherwise(steps)}. All ${assertions.length} checks were true before the failure and after the restore, and each was shown to be able to fail.`;
    case 'fail':
      return 'The drill failed. Each reason is named here; the findings say what has to be worked on.';
    case 'inconclusive':
      return 'This run proves neither that the recovery works nor that it fails. Each reason is named here.';
  }
}

/** Who did the steps: the role that a step names is the runbook's word, nobody's signature. */
export const carriedOut = 'Muster carried out every step that is not done by hand; the role is the one that the runbook names for it.';

/** How many steps were not carried out exactly as they are written. */
function otherwise(steps: DrillResult['steps']): string {
  const equivalent = steps.filter(({ fidelity }) => fidelity !== 'as-documented').length;
  return equivalent === 0 ? '' : ` (${equivalent} of its ${plural(steps.length, 'step')} in an equivalent way)`;
}

/** What the recovery time is made of, and what ended it; null when it was not measured. */
export function rtoSentence({ measured: { rtoParts, rtoUntil } }: DrillResult): string | null {
  if (rtoParts === null) return null;
  const { beforeStepsSeconds, stepsSeconds, unexplainedSeconds, fetchSeconds } = rtoParts;
  const fetched = fetchSeconds === undefined ? '' : `${durationWords(fetchSeconds)} fetching the backup, `;
  const rest = rtoUntil === 'last-step' ? 'between steps' : 'between steps and until the next sample';
  const parts = `Of the recovery time: ${fetched}${durationWords(beforeStepsSeconds)} before the first step, ${durationWords(stepsSeconds)} in steps, ${durationWords(unexplainedSeconds)} that no step explains (${rest}).`;
  return rtoUntil === 'last-step' ? `No outage was seen: until the last step ended. ${parts}` : parts;
}

/** What stands beside the RPO: that the drill made its backup itself, or that the declared schedule allows more than the objective; null otherwise. */
export function scheduleSentence({ measured, objectives, data }: DrillResult): string | null {
  const over = scheduleWords(measured.declaredRpoSeconds, objectives.rpoSeconds);
  if (over !== null || data.mode !== 'synthetic' || measured.rpoSeconds === null) return over;
  return `The drill made this backup itself, just before the failure: the declared schedule allows a loss of ${durationWords(measured.declaredRpoSeconds)}.`;
}

/** What is known of health information in the run's own files: what was done, never more. */
export function leakSentence({ leakScan }: DrillResult): string {
  if (leakScan === null || leakScan.values === 0) return 'Written without health information by construction';
  const searched = `${plural(leakScan.files, 'file')} of this run searched for ${plural(leakScan.values, 'protected value')}`;
  return leakScan.hits === 0 ? `${searched}: none found` : `${searched}: ${plural(leakScan.hits, 'hit')}, not to be passed on`;
}

/** What is left of the mirror. */
export function leftoverWords({ teardown: { known, leftovers } }: DrillResult): string {
  if (leftovers.length > 0) return `${leftovers.join(', ')}: run muster sweep`;
  return known ? 'nothing' : 'not known: run muster sweep';
}

/** A count, or that there is none. */
export function counted(count: number | null): string {
  return count === null ? 'not counted' : String(count);
}

/** Whether anything got out of the mirror. */
export function wayOutWords({ isolation: { egress } }: DrillResult): string {
  if (egress.succeeded !== null && egress.succeeded > 0) return `${egress.succeeded} got out`;
  if (egress.probes === 0) return 'not probed';
  return egress.attempted === null ? `none of ${plural(egress.probes, 'probe')} got out; the site's own attempts were not counted` : 'nothing got out';
}

/** How long a watcher looked, by the phase in which it was closed. */
export function lookedUntil({ phases, outages }: DrillResult, endedAt: string | null): string {
  if (endedAt === null) return 'its end is not recorded';
  const at = Date.parse(endedAt);
  const phase = phases.findLast((one) => Date.parse(one.startedAt) <= at)?.phase;
  if (phase === 'restore') return outages.some(isOpen) ? 'the wait for the shop ended' : 'the shop was back';
  return phase === 'assert' ? 'after the checks' : `the phase ${phase ?? 'unknown'}`;
}

function isOpen(outage: Outage): boolean {
  return outage.to === null;
}
