import type { FromSchema } from 'json-schema-to-ts';
import type { JsonObject } from './json.ts';
import type { FactOf } from './journal.ts';
import type { WatcherFinding } from './journal-fact.ts';
import type { PlannedStep } from './plan/drill.ts';
import type { PhiProtection } from './plan/phi-map.ts';
import type { SitePlan } from './plan/site.ts';
import type { RunContext } from './ports/run-context.ts';
import type { Fidelity, ReadingOutcome } from './reading.ts';

/** The narrow form of JSON Schema 2020-12 that a kind's parameters have. */
export interface ParamsSchema {
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly required?: readonly string[];
  readonly properties: { readonly [name: string]: object };
}

/** The TypeScript type of checked parameters. */
export type ParamsOf<S> = S extends ParamsSchema ? FromSchema<S> : never;

/** What every registered kind has; schema, types, help and reference docs derive from it. */
export interface Kind<S extends ParamsSchema = ParamsSchema> {
  /** The name in a definition, kebab-case. */
  readonly kind: string;
  readonly title: string;
  /** HIPAA citations it speaks to, e.g. `164.308(a)(7)(ii)(B)`. */
  readonly controls: readonly string[];
  readonly params: S;
  /** Valid parameters, as the reference docs show them. */
  readonly example: JsonObject;
}

export interface FaultOutcome {
  /** One sentence, without row contents. */
  readonly summary: string;
  readonly data: JsonObject;
  /** What was not caused as the drill names it, in sentences that begin with what is open. */
  readonly notProven?: readonly string[];
}

export interface Fault<S extends ParamsSchema = ParamsSchema> extends Kind<S> {
  /** Does the damage for real. */
  inject(params: ParamsOf<S>, context: RunContext): Promise<FaultOutcome>;
  /** Nothing that the shop does stops or changes by it alone: outage and loss count from the first fault that is not silent. */
  readonly silent?: true;
  /** Its own postcondition, observed from outside the effect. */
  observe(params: ParamsOf<S>, context: RunContext): Promise<{ readonly observed: boolean; readonly text: string }>;
  /** Takes the damage itself back, not what came of it. Idempotent. Absent where only a restore helps. */
  undo?(params: ParamsOf<S>, context: RunContext): Promise<void>;
}

export interface StepKind<S extends ParamsSchema = ParamsSchema> extends Kind<S> {
  /** Nobody but whom it lets in is served when it is done: until then what goes out is the incident's exposure, not the restore's. */
  readonly closesShop?: true;
  /** What a person would type, and how close Muster's way is to it. Pure. */
  describe(params: ParamsOf<S>, site: SitePlan): { readonly commands: readonly string[]; readonly fidelity: Fidelity; readonly reason: string };
  /** Applies the step; `instrumentMs` is time Muster measured while the recovery stood still. Throws DrillError when it could not. */
  apply(params: ParamsOf<S>, context: RunContext & { readonly step: PlannedStep }): Promise<StepOutcome>;
}
export interface StepOutcome {
  readonly text: string;
  readonly outputs: JsonObject;
  readonly instrumentMs?: number;
}

/**
 * An assertion. `capture` runs once, on the quiet site right after the backup; what it returns is given to every
 * later `check`. `sabotage` damages a healthy mirror so that the assertion's own check must go red, and returns how
 * the exact state is put back (table or file copy, not row-wise).
 */
export interface Assertion<S extends ParamsSchema = ParamsSchema, R = unknown> extends Kind<S> {
  /** Requirement rows (R1-R27). */
  readonly requirements: readonly string[];
  /** Kinds of protection of which the PHI map must name one, or there is nothing to look at: a drill on a site without is refused. */
  readonly needsProtection?: readonly PhiProtection['kind'][];
  /** Watchers whose whole report it judges: after the restore it is read last, when they are closed. */
  readonly watches?: readonly string[];
  /**
   * Runs on the quiet site right before the backup, for an assertion that needs something of its own inside the backup
   * (a session that is revoked afterwards). What it returns reaches `capture` as `arranged`.
   */
  arrange?(params: ParamsOf<S>, context: RunContext): Promise<unknown>;
  capture(params: ParamsOf<S>, context: RunContext & { readonly arranged: unknown }): Promise<R>;
  check(params: ParamsOf<S>, context: AssertionContext<R>): Promise<ReadingOutcome>;
  sabotage(params: ParamsOf<S>, context: AssertionContext<R>): Promise<Sabotage>;
}
export interface AssertionContext<R> extends RunContext {
  readonly reference: R;
  /** What the watchers have seen so far, by kind. */
  readonly watched: Readonly<Record<string, WatcherReport>>;
  readonly moment: FactOf<'reading-taken'>['moment'];
}
export interface Sabotage {
  /** What was damaged, for the report. */
  readonly what: string;
  /** The damage is what the caches hold: they are left as they are until it is undone. */
  readonly inCaches?: boolean;
  undo(): Promise<void>;
}

/** What a watcher says when asked in the middle, and at its end. */
export interface WatcherReport {
  readonly samples: number;
  readonly findings: readonly WatcherFinding[];
  readonly summary: JsonObject;
}
export interface Watching {
  /** Everything seen since `watch`; settles what is still open (e.g. looks the log rows up). */
  report(): Promise<WatcherReport>;
  /** Idempotent; resolves when no request of it is under way. */
  stop(): Promise<void>;
}
export interface Watcher<S extends ParamsSchema = ParamsSchema> extends Kind<S> {
  /** Sampling resolution in milliseconds, at the pace that the parameters say. Pure. */
  resolutionMs(params: ParamsOf<S>): number;
  watch(params: ParamsOf<S>, context: RunContext): Promise<Watching>;
}

/** The registries that definitions are checked against. */
export interface Catalog {
  readonly faults: readonly Fault[];
  readonly steps: readonly StepKind[];
  readonly assertions: readonly Assertion[];
  readonly watchers: readonly Watcher[];
}

/** No parameters. */
export const noParams = { type: 'object', additionalProperties: false, properties: {} } as const satisfies ParamsSchema;

export function defineFault<const S extends ParamsSchema>(fault: Fault<S>): Fault {
  return fault;
}
export function defineStep<const S extends ParamsSchema>(step: StepKind<S>): StepKind {
  return step;
}
export function defineAssertion<const S extends ParamsSchema, R>(assertion: Assertion<S, R>): Assertion {
  return assertion;
}
export function defineWatcher<const S extends ParamsSchema>(watcher: Watcher<S>): Watcher {
  return watcher;
}
