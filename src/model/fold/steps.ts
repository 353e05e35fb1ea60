import type { Attestation } from '../attestation.ts';
import { eventsOf, toMillisecond } from '../facts.ts';
import type { JournalEvent } from '../journal.ts';
import type { DrillPlan, PlannedStep } from '../plan/drill.ts';
import type { StepResult } from '../result-parts.ts';

/** An attestation as the fold takes it: already verified (signature, role, run) by whoever read it. */
export type VerifiedAttestation = Pick<Attestation, 'step' | 'by' | 'name' | 'at' | 'result' | 'comment' | 'keyId'>;

/** The journal's own attestations and the ones beside it, in this order. */
export function allAttestations(events: readonly JournalEvent[], beside: readonly VerifiedAttestation[]): readonly VerifiedAttestation[] {
  return [...eventsOf(events, 'attested').map((event) => ({ ...event, name: '' })), ...beside];
}

/** Every planned step with what happened to it; a pending one takes the state that a person attested. */
export function foldSteps(events: readonly JournalEvent[], plan: DrillPlan, attested: readonly VerifiedAttestation[]): readonly StepResult[] {
  return plan.steps.map((step) => settle(foldStep(events, step), attested));
}

function foldStep(events: readonly JournalEvent[], step: PlannedStep): StepResult {
  const started = eventsOf(events, 'step-started').filter((event) => event.id === step.id);
  const ended = eventsOf(events, 'step-ended').filter((event) => event.id === step.id);
  const last = ended.at(-1);
  const open = started.length > ended.length;
  return {
    id: step.id,
    heading: step.heading,
    kind: step.kind,
    state: open ? 'not-executed' : (last?.state ?? 'not-executed'),
    fidelity: step.fidelity,
    fidelityReason: step.fidelityReason,
    who: step.who,
    commands: step.commands,
    plannedSeconds: step.plannedSeconds,
    startedAt: started[0]?.at ?? null,
    seconds: last === undefined || started.length === 0 ? null : toMillisecond(ended.reduce((total, event) => total + event.seconds, 0)),
    attempts: started.length,
    waitedOnPersonSeconds: toMillisecond(ended.reduce((total, event) => total + event.waitedOnPersonSeconds, 0)),
    text: open ? 'It was started; its end is not in the journal.' : (last?.text ?? ''),
    outputs: last?.outputs ?? {},
  };
}

function settle(step: StepResult, attested: readonly VerifiedAttestation[]): StepResult {
  const said = attested.findLast((one) => one.step === step.id && one.by === step.who);
  if (step.state !== 'pending' || said === undefined) return step;
  const words = `Attested afterwards by the ${said.by}${said.name === '' ? '' : ` (${said.name})`}: ${said.result}.`;
  return { ...step, state: said.result === 'done' ? 'succeeded' : 'failed', text: step.text === '' ? words : `${step.text} ${words}` };
}
