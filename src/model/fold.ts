import { canonicalJson } from './canonical.ts';
import { firstPrev } from './chain.ts';
import { eventWords } from './event-words.ts';
import { eventsOf, firstOf, lastOf } from './facts.ts';
import { emptyPlan, unknownInstant } from './fold/empty.ts';
import { foldFindings } from './fold/findings.ts';
import { foldIncident } from './fold/incident.ts';
import { foldNotProven } from './fold/not-proven.ts';
import { foldPeople } from './fold/people.ts';
import { foldAssertions, foldFaults } from './fold/readings.ts';
import { foldReasons } from './fold/reasons.ts';
import { foldOutages } from './fold/outages.ts';
import { foldMeasured, foldPhases } from './fold/recovery.ts';
import { allAttestations, foldSteps } from './fold/steps.ts';
import type { VerifiedAttestation } from './fold/steps.ts';
import type { JournalEvent } from './journal.ts';
import type { DrillPlan } from './plan/drill.ts';
import type { EvidenceGrade } from './reading.ts';
import type { DrillResult } from './result.ts';
import { runVerdict } from './verdict.ts';

/**
 * The result that a journal says, from its events and the verified attestations beside it. Pure, and total on any
 * prefix of a journal, the empty one too: what is missing was not run, and a journal without its end never passes.
 * It does not check hash chain or signatures.
 */
export function fold(events: readonly JournalEvent[], beside: readonly VerifiedAttestation[] = []): DrillResult {
  const started = firstOf(events, 'run-started');
  const plan = started?.plan ?? emptyPlan;
  const attested = allAttestations(events, beside);
  const state = runState(events);
  const facts = {
    state,
    evidenceGrade: foldGrade(events, plan),
    objectives: plan.objectives,
    measured: foldMeasured(events, plan),
    outages: foldOutages(events),
    faults: foldFaults(events, plan),
    steps: foldSteps(events, plan, attested),
    assertions: foldAssertions(events, plan),
    isolation: foldIsolation(events),
    incident: foldIncident(events, plan),
    leakScan: foldLeakScan(events),
    teardown: foldTeardown(events),
  };
  const people = foldPeople(events, plan, attested);
  const { state: _, ...parts } = facts;
  const { verdict, reasons } = runVerdict(foldReasons(events, plan, facts));
  return {
    schemaVersion: 1,
    run: {
      id: started?.runId ?? 'unknown',
      startedAt: started?.at ?? unknownInstant,
      finishedAt: lastOf(events, 'run-finished')?.at ?? null,
      tool: started?.tool ?? { version: '', commit: '' },
      host: started?.host ?? {},
      state,
    },
    drill: plan.drill,
    site: { id: plan.site.id, title: plan.site.title, digest: plan.site.digest },
    verdict,
    reasons,
    notProven: foldNotProven(events, plan, facts),
    ...foldSubject(events, plan),
    ...parts,
    phases: foldPhases(events),
    watchers: foldWatchers(events),
    findings: foldFindings(events, { ...facts, people }),
    people,
    timeline: events.map((event) => ({ at: event.at, ms: event.ms, what: event.type, text: eventWords(event) })),
    warnings: eventsOf(events, 'warned').map((event) => event.text),
    failure: foldFailure(events),
    journal: { entries: events.length, headHash: events.at(-1)?.hash ?? firstPrev, sealed: events.at(-1)?.type === 'run-finished' },
  };
}

/** Finished only with its last event; an interruption counts also when the run had failed before. */
function runState(events: readonly JournalEvent[]): DrillResult['run']['state'] {
  if (firstOf(events, 'interrupted') !== undefined) return 'interrupted';
  if (firstOf(events, 'run-failed') !== undefined) return 'failed';
  return events.at(-1)?.type === 'run-finished' ? 'finished' : 'unfinished';
}

/** The lowest grade that anything speaks for: without a description of the mirror, `demo`. */
function foldGrade(events: readonly JournalEvent[], plan: DrillPlan): EvidenceGrade {
  const described = lastOf(events, 'stack-described');
  return plan.site.demo || described === undefined || described.commerce.standIn ? 'demo' : described.grade;
}

/** What was under test: stack, runbook, backup, data. */
function foldSubject(events: readonly JournalEvent[], plan: DrillPlan): Pick<DrillResult, 'stack' | 'runbook' | 'backup' | 'data' | 'settings'> {
  const described = lastOf(events, 'stack-described');
  const backup = lastOf(events, 'backup-taken');
  const loaded = lastOf(events, 'data-loaded');
  const { path, title, digest, approved } = plan.runbook;
  return {
    stack: {
      digest: plan.site.digest,
      commerce: described?.commerce ?? null,
      components: described?.components ?? [],
      images: described?.images ?? [],
      engine: described?.engine ?? {},
    },
    runbook: { path, title, digest, approved },
    backup:
      backup === undefined
        ? null
        : {
            digest: backup.digest,
            bytes: backup.bytes,
            takenAt: backup.takenAt,
            newestRecordAt: backup.newestRecordAt,
            encryption: backup.encryption,
            rowsChangedDuring: backup.rowsChangedDuring,
          },
    data: { ...plan.data, loaded: loaded === undefined ? null : { orders: loaded.orders, customers: loaded.customers, rows: loaded.rows } },
    settings: plan.settings,
  };
}

function foldWatchers(events: readonly JournalEvent[]): DrillResult['watchers'] {
  return eventsOf(events, 'watcher-started').map(({ kind, resolutionMs }) => {
    const ended = eventsOf(events, 'watcher-ended').find((event) => event.kind === kind);
    return {
      kind,
      samples: ended?.samples ?? 0,
      resolutionSeconds: resolutionMs / 1000,
      findings: ended?.findings ?? [],
      summary: ended?.summary ?? {},
      endedAt: ended?.at ?? null,
    };
  });
}

function foldIsolation(events: readonly JournalEvent[]): DrillResult['isolation'] {
  const probed = eventsOf(events, 'isolation-probed');
  const counted = lastOf(events, 'isolation-counted');
  const succeeded = probed.reduce((total, event) => total + event.succeeded, counted?.egressSucceeded ?? 0);
  const known = counted !== undefined || succeeded > 0;
  const attempts = [...probed.flatMap((event) => event.failures), ...(counted?.attempts ?? [])];
  return {
    egress: {
      probes: probed.reduce((total, event) => total + event.probes, 0),
      attempted: counted?.egressAttempted ?? null,
      succeeded: known ? succeeded : null,
      attempts,
    },
    mail: { captured: counted?.mailCaptured ?? null },
    http: { refused: counted?.httpRefused ?? null },
  };
}

function foldTeardown(events: readonly JournalEvent[]): DrillResult['teardown'] {
  const ended = lastOf(events, 'teardown-ended');
  return {
    known: ended !== undefined,
    removed: ended?.removed ?? eventsOf(events, 'object-removed').length,
    leftovers: ended?.leftovers ?? [],
    destroyed: eventsOf(events, 'data-destroyed').map(({ what, at, how }) => ({ what, at, how })),
  };
}

/** The worst search of all: a later one that found nothing does not cover it. */
function foldLeakScan(events: readonly JournalEvent[]): DrillResult['leakScan'] {
  const worst = eventsOf(events, 'leak-scanned').toSorted((left, right) => right.hits - left.hits)[0];
  if (worst === undefined) return null;
  const { values, files, hits, identifiers, notUnpacked } = worst;
  return { values, files, hits, ...(identifiers === undefined ? {} : { identifiers }), ...(notUnpacked === undefined ? {} : { notUnpacked }) };
}

function foldFailure(events: readonly JournalEvent[]): DrillResult['failure'] {
  const failed = firstOf(events, 'run-failed');
  return failed === undefined ? null : { code: failed.code, message: failed.message, phase: failed.phase };
}

/** True when two results say the same; the order of keys does not matter. */
export function sameResult(one: unknown, other: unknown): boolean {
  return canonicalJson(one) === canonicalJson(other);
}
