import type { JsonObject } from './json.ts';
import type { PlannedPlugin } from './plan/components.ts';
import type { PhiMapPlan } from './plan/phi-map.ts';
import type { PeoplePlan, SitePlan } from './plan/site.ts';

/**
 * A checked definition: what the files say, with durations in seconds. Nothing is resolved yet: what the drill
 * leaves out is null, and plugins stand in the order of the file. `document` is the file's data, for its digest.
 */
export interface DrillDefinition {
  readonly id: string;
  readonly title: string;
  readonly risks: readonly string[];
  readonly document: JsonObject;
  readonly objectives: ObjectivesDefinition;
  readonly data: { readonly seed: number | null; readonly orders: number | null; readonly customers: number | null };
  readonly faults: readonly NamedParams[];
  readonly incident: { readonly detectBy: string; readonly declare: string; readonly notify: readonly string[] } | null;
  readonly expect: readonly NamedParams[];
  readonly site: SiteDefinition;
  readonly runbook: RunbookDefinition;
}

/** Seconds; null where nothing is said. */
export interface ObjectivesDefinition {
  readonly rto: number | null;
  readonly rpo: number | null;
  readonly mtd: number | null;
}

/** One kind with its checked parameters; a bare name has none. */
export interface NamedParams {
  readonly kind: string;
  readonly params: JsonObject;
}

export interface SiteDefinition extends Omit<SitePlan, 'digest' | 'plugins' | 'phiMap' | 'people'> {
  readonly plugins: readonly PlannedPlugin[];
  readonly phiMap: Omit<PhiMapPlan, 'digest'>;
  readonly people: Omit<PeoplePlan, 'digest'>;
  /** The strictest objectives over the PHI map's tiers. */
  readonly objectives: ObjectivesDefinition;
  /** Keys of stack.yaml that were left out, with the value that stands for each. */
  readonly defaults: readonly { readonly key: string; readonly value: string }[];
  readonly documents: { readonly stack: JsonObject; readonly lock: JsonObject | null; readonly phiMap: JsonObject; readonly people: JsonObject };
  /** `flag` when `--site` took the place of the drill's own site. */
  readonly from: 'drill' | 'flag';
  /** Relative to the drills folder; absolute when it lies outside. */
  readonly path: string;
}

export interface RunbookDefinition {
  readonly id: string;
  readonly title: string;
  /** Relative to the drills folder. */
  readonly path: string;
  /** The whole file, as the team follows it. */
  readonly text: string;
  readonly approved: { readonly by: string; readonly at: string } | null;
  readonly steps: readonly StepDefinition[];
}

export interface StepDefinition extends NamedParams {
  readonly id: string;
  readonly heading: string;
  /** Line of the heading, from 1. */
  readonly line: number;
  /** A role of people.yaml; empty when a manual step names nobody. */
  readonly who: string;
  readonly timeoutSeconds: number;
  readonly plannedSeconds: number;
  readonly attempts: number;
  readonly retryDelaySeconds: number;
  readonly retryWithinSeconds: number | null;
  readonly onFailure: 'stop' | 'continue';
  readonly needs: readonly string[] | null;
  readonly when?: string;
}
