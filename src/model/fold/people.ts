import { lastOf } from '../facts.ts';
import type { VerifiedAttestation } from './steps.ts';
import type { JournalEvent } from '../journal.ts';
import type { DrillPlan } from '../plan/drill.ts';
import type { PersonPlan } from '../plan/site.ts';
import type { DrillResult } from '../result.ts';

type People = DrillResult['people'];

/**
 * Who the drill involved: the holder of every role that a step or the incident names, and whoever was said to take part;
 * who was away; everybody whom people.yaml names, with their keys.
 */
export function foldPeople(events: readonly JournalEvent[], plan: DrillPlan, attested: readonly VerifiedAttestation[]): People {
  const recorded = lastOf(events, 'people-recorded');
  const absent = recorded?.absent ?? [];
  const { roles } = plan.site.people;
  return {
    participants: participantsOf(plan, recorded?.participants ?? [], absent),
    attestations: attested.map(({ step, by, at, result, comment, keyId }) => ({ step, by, at, result, comment, keyId })),
    preparedBy: recorded?.preparedBy ?? '',
    absent: roles.filter((role) => absent.includes(role.id)).map((role) => ({ role: role.id, name: role.holder.name, deputy: role.deputy?.name ?? null })),
    roster: roles.flatMap(({ id, holder, deputy }) => [known(id, 'holder', holder), ...(deputy === null ? [] : [known(id, 'deputy', deputy)])]),
  };
}

function known(role: string, as: 'holder' | 'deputy', { name, keyId }: PersonPlan): NonNullable<People['roster']>[number] {
  return { role, name, as, keyId: keyId ?? null };
}

/** Planned roles first, in people.yaml's order; then roles that only this run named, an observer's for example. */
function participantsOf(plan: DrillPlan, said: readonly { readonly role: string; readonly name: string }[], absent: readonly string[]): People['participants'] {
  const incident = plan.incident === null ? [] : [plan.incident.declare, ...plan.incident.notify];
  const involved = new Set([...plan.steps.map((step) => step.who), ...incident, ...said.map((one) => one.role)]);
  const planned = plan.site.people.roles.filter((role) => involved.has(role.id));
  const fromPlan = planned.map(({ id, holder, deputy }) => {
    const standIn = absent.includes(id) ? (deputy?.name ?? '') : undefined;
    const actual = said.find((one) => one.role === id)?.name ?? standIn;
    return { role: id, name: holder.name, trained: trainedOf(actual, holder, deputy), ...(actual === undefined || actual === holder.name ? {} : { actual }) };
  });
  const others = said.filter((one) => !planned.some((role) => role.id === one.role)).map(({ role, name }) => ({ role, name, trained: '' }));
  return [...fromPlan, ...others];
}

/** Of whoever took the role; empty for somebody whom people.yaml does not know. */
function trainedOf(actual: string | undefined, holder: PersonPlan, deputy: PersonPlan | null): string {
  if (actual === undefined || actual === holder.name) return holder.trained;
  return actual === deputy?.name ? deputy.trained : '';
}
