import { eventsOf, firstOf, lastOf } from '../facts.ts';
import { restoreEnded } from './readings.ts';
import type { JournalEvent } from '../journal.ts';
import type { DrillPlan } from '../plan/drill.ts';
import type { DrillResult } from '../result.ts';
import type { BreachWorksheet, IncidentMoment } from '../result-parts.ts';
import { plural } from '../words.ts';

/** Detection, declaration and notification as the drill noted them, the milestones of the recovery, and the worksheet. */
export function foldIncident(events: readonly JournalEvent[], plan: DrillPlan): DrillResult['incident'] {
  const noted = eventsOf(events, 'incident-noted');
  const detected = noted.find((event) => event.what === 'detected');
  const declared = noted.find((event) => event.what === 'declared');
  return {
    detectedAt: detected?.at ?? null,
    detectedBy: detected?.by ?? null,
    declaredAt: declared?.at ?? null,
    declaredBy: declared?.by ?? null,
    notified: noted.filter((event) => event.what === 'notified').map((event) => ({ who: event.by, at: event.at })),
    timeline: milestones(events, plan),
    breachWorksheet: worksheet(events, plan),
  };
}

function milestones(events: readonly JournalEvent[], plan: DrillPlan): readonly IncidentMoment[] {
  const noted = (what: 'detected' | 'declared' | 'notified'): IncidentMoment[] =>
    eventsOf(events, 'incident-noted')
      .filter((event) => event.what === what)
      .map((event) => ({ what, at: event.at, by: event.by, text: event.text }));
  const injected = eventsOf(events, 'fault-injected').map((event): IncidentMoment => ({
    what: 'injected',
    at: event.faultAt,
    by: 'Muster',
    text: event.summary,
  }));
  return [...injected, ...noted('detected'), ...noted('declared'), ...noted('notified'), ...recovery(events, plan)];
}

/** Selected with the first step that restores data; restored with the runbook's end; validated with the last check. */
function recovery(events: readonly JournalEvent[], plan: DrillPlan): readonly IncidentMoment[] {
  const kindOf = (id: string): string => plan.steps.find((step) => step.id === id)?.kind ?? '';
  const selected = eventsOf(events, 'step-started').find((event) => kindOf(event.id).startsWith('restore-') && kindOf(event.id) !== 'restore-keys');
  const who = (id: string): string => plan.steps.find((step) => step.id === id)?.who ?? '';
  const restored = restoreEnded(events) ? lastOf(events, 'step-ended') : undefined;
  const checks = eventsOf(events, 'reading-taken').filter((event) => event.moment === 'after');
  const held = checks.length === plan.expect.length && checks.every((event) => event.outcome.reading === 'holds');
  const last = checks.at(-1);
  const declaring = plan.incident?.declare ?? '';
  return [
    {
      what: 'backup-selected',
      at: selected?.at ?? null,
      by: selected === undefined ? '' : who(selected.id),
      text: selected === undefined ? 'No step restored data.' : `The step ${selected.id} began.`,
    },
    {
      what: 'restored',
      at: restored?.at ?? null,
      by: restored === undefined ? '' : who(restored.id),
      text: restored === undefined ? 'The runbook did not come to its end.' : "The runbook's last step ended.",
    },
    {
      what: 'validated',
      at: held ? (last?.at ?? null) : null,
      by: 'Muster',
      text: held ? `${plural(checks.length, 'check')} held after the restore.` : 'Not every check held after the restore.',
    },
    { what: 'recovery-declared', at: null, by: declaring, text: 'Not declared by this run: a person does that, in the certification.' },
  ];
}

/** What was seen that bears on each factor; nobody's assessment. */
function worksheet(events: readonly JournalEvent[], plan: DrillPlan): BreachWorksheet {
  return {
    exercise: true,
    factors: [
      {
        factor: 'nature-and-extent',
        citation: '164.402(2)(i)',
        question: 'Which protected health information was involved, of what kind, and how easily could people be identified from it?',
        observed: extent(events, plan),
      },
      {
        factor: 'unauthorised-person',
        citation: '164.402(2)(ii)',
        question: 'Who used the information without being allowed to, or to whom was it disclosed?',
        observed: [`The failure of the exercise: ${plan.faults.map((fault) => fault.title).join('; ') || 'none'}. It names no person.`],
      },
      {
        factor: 'acquired-or-viewed',
        citation: '164.402(2)(iii)',
        question: 'Was the information actually acquired or viewed?',
        observed: viewed(events),
      },
      { factor: 'mitigation', citation: '164.402(2)(iv)', question: 'To what extent has the risk been mitigated?', observed: mitigation(events, plan) },
    ],
    assessedBy: plan.site.people.roles.some((role) => role.id === 'privacy-officer') ? 'privacy-officer' : '',
  };
}

function extent(events: readonly JournalEvent[], { site, data }: DrillPlan): readonly string[] {
  const loaded = lastOf(events, 'data-loaded');
  const protectedKinds = Map.groupBy(site.phiMap.tables, (table) => table.protection.kind);
  const kinds = [...protectedKinds].map(([kind, tables]) => `${plural(tables.length, 'table')} protected by ${kind === 'none' ? 'nothing' : kind}`).join(', ');
  const held =
    loaded === undefined
      ? []
      : [
          `The mirror held ${plural(loaded.customers, 'customer')} and ${plural(loaded.orders, 'order')}, ${data.mode === 'synthetic' ? 'all made up' : 'of the production backup'}.`,
        ];
  return [`The PHI map names ${plural(site.phiMap.tables.length, 'table')}${kinds === '' ? '' : `: ${kinds}`}.`, ...held];
}

function viewed(events: readonly JournalEvent[]): readonly string[] {
  const last = eventsOf(events, 'reading-taken')
    .filter((event) => event.assertion === 'no-unlogged-phi' && event.moment === 'after')
    .at(-1);
  const { reads, unlogged, unauthorised } = last?.outcome.counts ?? {};
  const counted = lastOf(events, 'isolation-counted');
  return [
    reads === undefined
      ? 'Reads of protected data were not counted.'
      : `${plural(reads, 'read')} of protected data: ${unlogged ?? 0} without a log entry, ${unauthorised ?? 0} by somebody who must not.`,
    counted === undefined
      ? 'Attempts to send data out were not counted.'
      : `${plural(counted.egressAttempted, 'attempt')} to send data out, ${counted.egressSucceeded} succeeded.`,
  ];
}

const mitigating: Readonly<Record<string, string>> = {
  'purge-sessions': 'sessions were ended',
  'rotate-salts': 'salts were rotated',
  revoke: 'revoked access was revoked again',
  'reset-roles': 'roles were set back',
  'restore-keys': 'keys came back from escrow',
  'maintenance-on': 'the shop was closed meanwhile',
};

function mitigation(events: readonly JournalEvent[], plan: DrillPlan): readonly string[] {
  const done = new Set(
    eventsOf(events, 'step-ended')
      .filter((event) => event.state === 'succeeded')
      .map((event) => event.id),
  );
  const words = plan.steps.filter((step) => done.has(step.id)).flatMap((step) => mitigating[step.kind] ?? []);
  const faulted = firstOf(events, 'fault-injected') !== undefined;
  return words.length > 0
    ? [`In the recovery ${words.join(', ')}.`]
    : [faulted ? 'No step of the runbook mitigates a disclosure.' : 'Nothing was mitigated: nothing had happened.'];
}
