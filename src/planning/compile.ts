import type { DrillDefinition, NamedParams, RunbookDefinition } from '../model/definition.ts';
import type { Catalog, Kind } from '../model/kind.ts';
import type { DrillPlan, PlannedKind, RunbookPlan } from '../model/plan/drill.ts';
import type { SitePlan } from '../model/plan/site.ts';
import { activationOrder } from './activation-order.ts';
import { digestOf, digestOfText } from '../model/digest.ts';
import { plannedStep } from './planned-step.ts';
import { resolveValues, type CompileOptions } from './resolve-values.ts';

/** Watchers of every plan, whatever the drill expects: RTO, unlogged reads, RPO and that nothing got out rest on them. */
const standingWatchers = ['availability', 'phi-reads', 'canary-orders', 'egress', 'mail', 'schedulers'] as const;

/**
 * Compiles a checked definition into a plan. Pure and total: the same definition, catalog and options give the same
 * bytes, whatever the order of keys in the files was.
 */
export function compile(definition: DrillDefinition, catalog: Catalog, options: CompileOptions = {}): DrillPlan {
  const site = sitePlan(definition);
  const values = resolveValues(definition, options);
  const plan: Omit<DrillPlan, 'digest'> = {
    schemaVersion: 1,
    drill: { id: definition.id, title: definition.title, digest: digestOf(definition.document), risks: definition.risks },
    site,
    runbook: runbookPlan(definition.runbook),
    objectives: values.objectives,
    data: options.backup === undefined ? { mode: 'synthetic', ...values.data } : { mode: 'production-backup', ...values.data, backup: options.backup },
    commerce: values.commerce,
    commerceVersion: values.commerceVersion,
    prove: values.prove,
    faults: definition.faults.map((fault) => plannedKind(fault, catalog.faults)),
    incident: definition.incident,
    steps: definition.runbook.steps.map((step) => plannedStep(step, site, catalog)),
    expect: definition.expect.map((expectation) => plannedKind(expectation, catalog.assertions)),
    watchers: watchersOf(definition.expect, catalog).map((kind) => plannedKind({ kind, params: {} }, catalog.watchers)),
    settings: values.settings,
  };
  return { ...plan, digest: digestOf(plan) };
}

/** The standing ones, and those whose report an expected assertion judges. */
function watchersOf(expect: readonly NamedParams[], { assertions }: Catalog): readonly string[] {
  const judged = expect.flatMap(({ kind }) => assertions.find((one) => one.kind === kind)?.watches ?? []);
  return [...new Set([...standingWatchers, ...judged])];
}

function sitePlan(definition: DrillDefinition): SitePlan {
  const { defaults: _defaults, documents, from: _from, path: _path, objectives: _objectives, ...site } = definition.site;
  return {
    ...site,
    digest: digestOf(documents),
    plugins: activationOrder(site.plugins),
    phiMap: { ...site.phiMap, digest: digestOf(documents.phiMap) },
    people: { ...site.people, digest: digestOf(documents.people) },
  };
}

function runbookPlan(runbook: RunbookDefinition): RunbookPlan {
  return { id: runbook.id, title: runbook.title, path: runbook.path, digest: digestOfText(runbook.text), approved: runbook.approved };
}

function plannedKind(named: NamedParams, kinds: readonly (Kind & { readonly requirements?: readonly string[] })[]): PlannedKind {
  const kind = kinds.find((one) => one.kind === named.kind);
  return { kind: named.kind, title: kind?.title ?? named.kind, params: named.params, controls: kind?.controls ?? [], requirements: kind?.requirements ?? [] };
}
