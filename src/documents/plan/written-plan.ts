import type { ControlCatalogue } from '../../model/controls.ts';
import type { Digest, Instant } from '../../model/json.ts';
import type { Block } from '../../model/markdown.ts';
import type { DrillPlan } from '../../model/plan/drill.ts';
import type { SitePlan } from '../../model/plan/site.ts';
import type { PluginMatrix } from '../../model/plugin-matrix.ts';
import type { LongDocument } from '../../model/document.ts';
import { backupPart } from './backup-part.ts';
import { contactsPart, rolesPart } from './people-parts.ts';
import { criticalityPart, pluginsPart } from './criticality-parts.ts';
import { emergencyPart } from './emergency-part.ts';
import { inventoryPart } from './inventory-part.ts';
import { recoveryPart } from './recovery-part.ts';
import { testingPart } from './testing-part.ts';
import { versionPart } from './version-part.ts';

/** Somebody of people.yaml, with how to reach them. */
export interface Contact {
  readonly role: string;
  readonly title: string;
  readonly holder: { readonly name: string; readonly contact: string; readonly trained: string };
  readonly deputy: { readonly name: string; readonly contact: string; readonly trained: string } | null;
}

/** Everything that the written plan is made from: the files that drills are run against, and nothing else. */
export interface PlanInput {
  readonly site: SitePlan;
  /** Compiled for this site; at least one. */
  readonly drills: readonly DrillPlan[];
  readonly contacts: readonly Contact[];
  readonly associates: readonly { readonly id: string; readonly name: string; readonly contact: string; readonly notifyWithinSeconds: number }[];
  readonly tiers: readonly { readonly tier: number; readonly title: string; readonly rto: string; readonly rpo: string; readonly mtd: string }[];
  readonly matrix: PluginMatrix;
  readonly catalogue: ControlCatalogue;
  /** Drills that this site has no runbook for. */
  readonly undocumented: readonly string[];
  /** Drills that cannot happen to this site, each with why. */
  readonly notHere: readonly string[];
  /** How old a run may be, ISO 8601: the entity's policy. */
  readonly maxAge: string;
  readonly at: Instant;
}

/** The digest that says which version of the plan a drill was run against. */
export interface PlanVersion {
  readonly digest: Digest;
}

/** The written plan of a site, part by part. The same files give the same plan; only the day on its cover is given. */
export function writtenPlan(input: PlanInput, version: PlanVersion): LongDocument {
  const blocks: readonly Block[] = [
    ...versionPart(input, version),
    ...backupPart(input),
    ...recoveryPart(input),
    ...emergencyPart(input),
    ...testingPart(input),
    ...criticalityPart(input),
    ...inventoryPart(input),
    ...pluginsPart(input),
    ...rolesPart(input),
    ...contactsPart(input),
  ];
  return {
    title: `Contingency plan: ${input.site.title}`,
    subtitle: `Written from the files that the drills are run against. Version ${version.digest}.`,
    marking: ['Contingency plan', ...(input.site.demo ? ['Demo site'] : []), 'No PHI'],
    at: input.at,
    blocks,
    charts: new Map(),
  };
}
