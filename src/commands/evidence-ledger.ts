import { relative } from 'node:path';
import { addEntry, type Ledger } from '../evidence/ledger.ts';
import type { Seal } from '../evidence/seal.ts';
import type { EvidenceStore } from '../evidence/stores/store.ts';
import { predecessorIn } from '../model/ledger.ts';
import type { DrillPlan } from '../model/plan/drill.ts';
import type { Clock } from '../model/ports/clock.ts';
import type { DrillResult } from '../model/result.ts';
import type { FactOf } from '../model/journal.ts';
import type { SealFacts } from '../evidence/seal.ts';

/** A run that stands in the ledger as started. */
export interface LedgeredRun {
  readonly ledger: Ledger;
  readonly noted: Omit<FactOf<'predecessor-noted'>, 'type'>;
  readonly facts: Pick<SealFacts, 'predecessor' | 'predecessorText' | 'attemptsSince' | 'ledgerHead'>;
}

interface Started {
  readonly runId: string;
  readonly plan: DrillPlan;
  readonly preparedBy: string;
}

/** Writes a start into the ledger, before anything is raised, and says what came before it. @throws {DrillError} LEDGER_BROKEN, STORE_UNAVAILABLE */
export async function ledgerStart(store: EvidenceStore, { runId, plan, preparedBy }: Started, clock: Clock): Promise<LedgeredRun> {
  const run = { runId, drill: plan.drill.id, site: plan.site.id };
  const ledger = await addEntry(store, { type: 'started', at: clock.now(), ...run, plan: plan.digest, preparedBy });
  const { end, attempts } = predecessorIn(ledger.entries, run);
  const text =
    end === null
      ? 'No predecessor: the ledger names no sealed run of this drill on this site before.'
      : `The run before was ${end.runId}, ${end.verdict}, sealed as ${end.manifest ?? ''}.`;
  const predecessor = end?.manifest === null || end === null ? null : { runId: end.runId, manifest: end.manifest, verdict: end.verdict };
  return {
    ledger,
    noted: { runId: end?.runId ?? null, text, findings: end?.findings ?? [] },
    facts: { predecessor, predecessorText: text, attemptsSince: attempts, ledgerHead: ledger.head },
  };
}

interface Ended {
  readonly result: DrillResult;
  readonly sealed: Seal | null;
  readonly withheld: boolean;
}

/** Writes an end into the ledger. Returns how long the ledger is then, and its head. @throws {DrillError} LEDGER_BROKEN, STORE_UNAVAILABLE */
export async function ledgerEnd(
  store: EvidenceStore,
  { result, sealed, withheld }: Ended,
  clock: Clock,
): Promise<{ readonly entries: number; readonly head: string }> {
  const { head, entries } = await addEntry(store, {
    type: 'ended',
    at: clock.now(),
    runId: result.run.id,
    drill: result.drill.id,
    site: result.site.id,
    verdict: result.verdict,
    grade: result.evidenceGrade,
    state: result.run.state,
    journalHead: result.journal.headHash,
    manifest: sealed?.digest ?? null,
    keyId: sealed?.manifest.preparedBy.keyId ?? null,
    withheld,
    findings: result.findings.map((finding) => finding.id),
  });
  return { entries: entries.length, head: head ?? '' };
}

/** A run's folder as a store calls it. */
export function nameInStore(out: string, dir: string): string {
  return relative(out, dir);
}
