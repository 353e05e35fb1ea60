import { digestOf } from '../model/digest.ts';
import type { ComponentFact, ImageFact } from '../model/journal-fact.ts';
import type { Digest, Instant } from '../model/json.ts';
import type { DrillPlan } from '../model/plan/drill.ts';
import type { SitePlan } from '../model/plan/site.ts';
import type { DrillResult } from '../model/result.ts';

/** What the definitions of a drill were, by part: what makes a past run stale when it changes. */
export interface DefinitionDigests {
  readonly drill: Digest;
  readonly runbook: Digest;
  readonly phiMap: Digest;
  readonly people: Digest;
  readonly stack: Digest;
  /** null without a lock. */
  readonly lock: Digest | null;
  /** null where the run is older than the catalogue. */
  readonly controls: Digest | null;
}

/** What the mirror was, or would be, made of; null where it cannot be told. */
export interface MadeOf {
  readonly components: readonly ComponentFact[] | null;
  /** Their tags say what they were built from. */
  readonly images: readonly Pick<ImageFact, 'service' | 'tag'>[] | null;
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
  /** By the role that certifies, over an unbroken seal. */
  readonly certified: boolean;
  readonly digests: DefinitionDigests;
  readonly madeOf: MadeOf;
}

/** What a result does not say of its run. */
export interface RunFacts {
  readonly plan: DrillPlan;
  readonly controls?: { readonly digest: Digest };
  readonly certified: boolean;
}

/** A run of the history from what its journal says. */
export function pastRun(dir: string, result: DrillResult, started: RunFacts): PastRun {
  const window = result.assertions.find((one) => one.kind === 'no-unlogged-phi')?.counts['windowMs'];
  const { components, images } = result.stack;
  // A production backup brings its own plugins along, and is restored by tools of its own: today's say nothing of them.
  const ownParts = result.data.mode === 'synthetic';
  const built = ownParts ? images : images.filter(({ service }) => service !== 'toolbox');
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
    certified: started.certified,
    digests: digestsOf(started.plan, started.controls?.digest ?? null),
    madeOf: { components: ownParts && components.length > 0 ? components : null, images: built.length > 0 ? built : null },
  };
}

/** The digests of a plan's definitions, and of the catalogue of controls beside it. */
export function digestsOf({ drill, runbook, site }: DrillPlan, controls: Digest | null): DefinitionDigests {
  return {
    drill: drill.digest,
    runbook: runbook.digest,
    phiMap: site.phiMap.digest,
    people: site.people.digest,
    stack: stackDigest(site),
    lock: site.lock === null ? null : digestOf(site.lock),
    controls,
  };
}

/** Of what stack.yaml says alone: the site's own digest covers map, people and lock too. */
function stackDigest({ digest: _digest, phiMap: _map, people: _people, lock: _lock, ...stack }: SitePlan): Digest {
  return digestOf(stack);
}
