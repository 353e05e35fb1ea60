import { eventsOf, firstOf, lastOf } from '../facts.ts';
import { restoreEnded } from './readings.ts';
import { sourceReasons } from './source.ts';
import { surroundingReasons } from './surrounding-reasons.ts';
import type { JournalEvent } from '../journal.ts';
import type { DrillPlan } from '../plan/drill.ts';
import type { DrillResult } from '../result.ts';
import type { StepResult } from '../result-parts.ts';
import type { Reason } from '../verdict.ts';
import { durationWords, serviceWords } from '../words.ts';

export type Folded = Pick<DrillResult, 'assertions' | 'faults' | 'steps' | 'measured' | 'outages' | 'objectives' | 'isolation' | 'teardown' | 'leakScan'> & {
  readonly state: DrillResult['run']['state'];
};

/** Every reason for which the run is not `pass`, in no particular order. */
export function foldReasons(events: readonly JournalEvent[], plan: DrillPlan, folded: Folded): readonly Reason[] {
  return [
    ...stateReasons(events, folded.state),
    ...clockReasons(events),
    ...assertionReasons(folded),
    ...faultReasons(events, plan, folded),
    ...folded.steps.flatMap((step) => stepReason(step, plan)),
    ...untouchedSteps(folded.steps),
    ...recoveryReasons(events, folded),
    ...sourceReasons(events, plan),
    ...surroundingReasons(events, plan, folded),
  ];
}

function stateReasons(events: readonly JournalEvent[], state: Folded['state']): readonly Reason[] {
  const failed = firstOf(events, 'run-failed');
  const interrupted = firstOf(events, 'interrupted');
  const phase = lastOf(events, 'phase-started')?.phase;
  const ended: readonly Reason[] =
    failed === undefined ? [] : [{ code: 'run-failed', text: `The run ended early in the phase ${failed.phase} (${failed.code}): ${failed.message}` }];
  switch (state) {
    case 'finished':
      return [];
    case 'interrupted':
      return [
        ...(failed !== undefined && interrupted !== undefined && failed.seq < interrupted.seq ? ended : []),
        { code: 'interrupted', text: `The run was interrupted by ${interrupted?.signal ?? 'a signal'} in the phase ${interrupted?.phase ?? 'unknown'}.` },
      ];
    case 'failed':
      return ended;
    case 'unfinished':
      return [
        {
          code: 'run-unfinished',
          text: `The journal ends before the run does${phase === undefined ? '' : `, in the phase ${phase}`}: Muster was killed, or is still running.`,
        },
      ];
  }
}

/** How far the host's clock may drift from its monotonic side within a run: as coarse as the services are sampled. */
const mostDriftMs = 2000;

/** RTO and RPO rest on instants: a clock that was set meanwhile makes them worth nothing. */
function clockReasons(events: readonly JournalEvent[]): readonly Reason[] {
  const started = events.filter(({ type }) => type !== 'attested').map(({ at, ms }) => Date.parse(at) - ms);
  const driftMs = started.length === 0 ? 0 : started.reduce((most, one) => Math.max(most, one)) - started.reduce((least, one) => Math.min(least, one));
  if (driftMs <= mostDriftMs) return [];
  return [
    {
      code: 'clock-jumped',
      text: `The host's clock was set during the run, by ${durationWords(Math.round(driftMs / 1000))}: its instants, RTO and RPO count for nothing.`,
    },
  ];
}

function assertionReasons({ assertions }: Folded): readonly Reason[] {
  if (assertions.every((assertion) => assertion.before === 'not-run')) return [{ code: 'nothing-run', text: 'No check was made, so nothing is proven.' }];
  const failed = assertions
    .filter((one) => one.verdict === 'fail')
    .map((one): Reason => ({ code: 'assertion-failed', text: `${one.kind}: ${one.verdictReason}${one.actual === '' ? '' : ` Found: ${one.actual}`}` }));
  const open = Map.groupBy(
    assertions.filter((one) => one.verdict === 'inconclusive'),
    (one) => one.verdictReason,
  );
  return [
    ...failed,
    ...[...open].map(([reason, ones]): Reason => ({ code: 'assertion-inconclusive', text: `${ones.map((one) => one.kind).join(', ')}: ${reason}` })),
  ];
}

/** The steps that nobody got to, in one sentence. One that its own condition skipped is none of them. */
function untouchedSteps(steps: readonly StepResult[]): readonly Reason[] {
  const untouched = steps.filter((step) => step.state === 'not-executed').map((step) => `“${step.heading}”${step.text === '' ? '' : ` (${step.text})`}`);
  return untouched.length === 0 ? [] : [{ code: 'step-not-executed', text: `Steps that were not carried out: ${untouched.join(', ')}.` }];
}

function faultReasons(events: readonly JournalEvent[], plan: DrillPlan, { faults }: Folded): readonly Reason[] {
  if (plan.faults.length === 0 || eventsOf(events, 'fault-injected').length === 0) {
    return [{ code: 'fault-not-injected', text: 'No failure was caused, so no recovery was shown.' }];
  }
  return faults
    .filter((fault) => !fault.felt)
    .map((fault) => ({
      code: 'fault-not-felt',
      text:
        fault.at === null
          ? `The failure ${fault.kind} was not caused.`
          : `The failure ${fault.kind} was not felt: ${fault.observation === '' ? 'no check and no service noticed it.' : fault.observation}`,
    }));
}

function stepReason(step: StepResult, plan: DrillPlan): readonly Reason[] {
  const name = `Step “${step.heading}”`;
  const continues = plan.steps.find((planned) => planned.id === step.id)?.onFailure === 'continue';
  switch (step.state) {
    case 'failed':
      return [{ code: continues ? 'step-failed-continued' : 'step-failed', text: `${name} failed${step.text === '' ? '.' : `: ${step.text}`}` }];
    case 'pending':
      return [{ code: 'step-pending', text: `${name} is a person's and not attested yet: muster attest --step ${step.id} --by ${step.who}` }];
    case 'succeeded':
    case 'skipped':
    case 'not-executed':
      return [];
  }
}

function recoveryReasons(events: readonly JournalEvent[], { measured, outages, objectives }: Folded): readonly Reason[] {
  if (eventsOf(events, 'fault-injected').length === 0) return [];
  const { rtoSeconds, rpoSeconds, rtoName } = measured;
  const down = outages.filter((outage) => outage.to === null).map((outage) => (serviceWords[outage.service] ?? outage.service).toLowerCase());
  const reasons: Reason[] = [];
  if (down.length > 0 && restoreEnded(events)) reasons.push({ code: 'service-still-down', text: `Still down at the end: ${down.join(', ')}.` });
  else if (rtoSeconds === null && outages.length === 0 && lastOf(events, 'service-changed') !== undefined) {
    reasons.push({ code: 'no-outage-seen', text: 'No service was seen down after the failure, so there is no recovery time.' });
  } else if (rtoSeconds === null) reasons.push({ code: 'rto-not-measured', text: 'The recovery time could not be measured.' });
  // What was taken from a clock that was set meanwhile is neither kept nor missed.
  if (clockReasons(events).length > 0) return reasons;
  if (rtoSeconds !== null && rtoSeconds > objectives.rtoSeconds) {
    reasons.push({
      code: 'rto-exceeded',
      text: `The recovery took ${durationWords(rtoSeconds)} (${rtoName}); the objective is ${durationWords(objectives.rtoSeconds)}.`,
    });
  }
  if (rpoSeconds === null) reasons.push({ code: 'rpo-not-measured', text: 'The age of the newest restored record could not be measured.' });
  else if (rpoSeconds > objectives.rpoSeconds) {
    reasons.push({
      code: 'rpo-exceeded',
      text: `Records of the last ${durationWords(rpoSeconds)} are lost (RPO); the objective is ${durationWords(objectives.rpoSeconds)}.`,
    });
  }
  return reasons;
}
