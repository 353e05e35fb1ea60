import type { Digest, Instant } from '../model/json.ts';
import type { DrillPlan } from '../model/plan.ts';
import type { DrillResult } from '../model/result.ts';

/** What the definitions of a drill were, by part: what makes a past run stale when it changes. */
export interface DefinitionDigests {
  readonly drill: Digest;
  readonly runbook: Digest;
  readonly phiMap: Digest;
  readonly people: Digest;
  /** Stack, lock, PHI map and people together. */
  readonly site: Digest;
}

/** One run as the history shows it. */
export interface PastRun {
  /** The run's folder, as it was found. */
  readonly dir: string;
  readonly runId: string;
  readonly drill: string;
  readonly site: string;
  readonly startedAt: Instant;
  readonly verdict: DrillResult['verdict'];
  readonly grade: DrillResult['evidenceGrade'];
  readonly rtoSeconds: number | null;
  readonly rpoSeconds: number | null;
  readonly ordersLost: number | null;
  /** How long PHI was served without a log row, ms; null where no assertion looked. */
  readonly unloggedWindowMs: number | null;
  readonly digests: DefinitionDigests;
}

/** A run of the history from what its journal says. */
export function pastRun(dir: string, result: DrillResult, plan: DrillPlan): PastRun {
  const window = result.assertions.find((one) => one.kind === 'no-unlogged-phi')?.counts['windowMs'];
  return {
    dir,
    runId: result.run.id,
    drill: result.drill.id,
    site: result.site.id,
    startedAt: result.run.startedAt,
    verdict: result.verdict,
    grade: result.evidenceGrade,
    rtoSeconds: result.measured.rtoSeconds,
    rpoSeconds: result.measured.rpoSeconds,
    ordersLost: result.measured.ordersLost,
    unloggedWindowMs: window ?? null,
    digests: digestsOf(plan),
  };
}

/** The digests of a plan's definitions. */
export function digestsOf({ drill, runbook, site }: DrillPlan): DefinitionDigests {
  return { drill: drill.digest, runbook: runbook.digest, phiMap: site.phiMap.digest, people: site.people.digest, site: site.digest };
}
