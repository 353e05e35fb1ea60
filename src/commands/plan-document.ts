import { join, resolve } from 'node:path';
import type { PeopleDocument, PhiMapDocument } from '../definition/documents.ts';
import { diskFiles } from '../definition/files.ts';
import { listDrills } from '../definition/list-drills.ts';
import { drillsFolder } from '../definition/paths.ts';
import { readSiteDefinition } from '../definition/read-site.ts';
import type { Diagnostic } from '../definition/diagnostic.ts';
import type { LongDocument } from '../model/document.ts';
import { writtenPlan, type PlanInput } from '../documents/plan/written-plan.ts';
import type { SiteDefinition } from '../model/definition.ts';
import { digestOf } from '../model/digest.ts';
import { durationSeconds } from '../model/duration.ts';
import { DrillError } from '../model/errors.ts';
import type { Digest } from '../model/json.ts';
import type { DrillPlan } from '../model/plan/drill.ts';
import { pluginMatrix } from '../planning/plugin-matrix.ts';
import { cannotHappen, lacksRunbook } from './current-drills.ts';
import { printDiagnostics, readingOptions } from './definitions.ts';
import type { CommandPorts, Io } from './io.ts';
import { loadPlan } from './load-plan.ts';
import { headersOf } from './plugins-order.ts';
import { readCatalogue } from './read-catalogue.ts';

/** A written plan with what it was written from. */
export interface WrittenPlan {
  readonly site: string;
  readonly why: '';
  readonly document: LongDocument;
  readonly digest: {
    /** Of its version: of every definition in it, the drills' and runbooks' too. */
    readonly plan: Digest;
    readonly site: Digest;
    readonly drills: readonly { readonly id: string; readonly drill: Digest; readonly runbook: Digest }[];
  };
}

/**
 * The written plan of a site, dated `at` (now, where nothing is said).
 * @throws {DrillError} INVALID_DEFINITION, after every problem was printed.
 */
export async function planDocument(
  site: string,
  { maxAge, at }: { readonly maxAge: string; readonly at?: string },
  io: Io,
  ports: CommandPorts,
): Promise<WrittenPlan> {
  const folder = resolve(io.cwd, site);
  const drills = drillsFolder(diskFiles, join(folder, 'stack.yaml'));
  const read = readSiteDefinition(folder, readingOptions(io, ports));
  const { plans, diagnostics, undocumented, notHere } = plansOf(drills, folder, io, ports);
  const problems = [...('diagnostics' in read ? read.diagnostics : []), ...diagnostics];
  const [first] = plans;
  if ('diagnostics' in read || problems.length > 0) {
    printDiagnostics(problems, io);
    throw new DrillError('INVALID_DEFINITION', `${site} is not valid, so there is no plan to write.`);
  }
  if (first === undefined)
    throw new DrillError('INVALID_DEFINITION', `No drill of ${drills} has a runbook in ${site}.`, { hint: 'Write its recovery first: docs/runbooks.md.' });
  const digest = digestOf({ site: first.site.digest, plans: plans.map((plan) => ({ drill: plan.drill.digest, runbook: plan.runbook.digest })), maxAge });
  const matrix = pluginMatrix(read.site.plugins, await headersOf(read.site.plugins, folder, ports));
  const catalogue = readCatalogue(drills, io, ports);
  const input: PlanInput = {
    ...peopleOf(read.site),
    site: first.site,
    drills: plans,
    matrix,
    catalogue,
    undocumented,
    notHere,
    maxAge,
    at: at ?? ports.clock.now(),
  };
  const parts = plans.map(({ drill, runbook }) => ({ id: drill.id, drill: drill.digest, runbook: runbook.digest }));
  return { site: first.site.id, why: '', document: writtenPlan(input, { digest }), digest: { plan: digest, site: first.site.digest, drills: parts } };
}

interface Plans {
  readonly plans: readonly DrillPlan[];
  readonly diagnostics: readonly Diagnostic[];
  readonly undocumented: readonly string[];
  /** Drills that cannot happen to the site, each with the reason that its stack gives. */
  readonly notHere: readonly string[];
}

function plansOf(drills: string, site: string, io: Io, ports: CommandPorts): Plans {
  const listing = listDrills(drills, readingOptions(io, ports));
  const loaded = listing.drills.map(({ path, title }) => ({ title, one: loadPlan(path, { site }, io, ports) }));
  const failed = loaded.flatMap(({ title, one }) => ('diagnostics' in one ? [{ title, diagnostics: one.diagnostics }] : []));
  const kinds = Object.groupBy(failed, ({ diagnostics }) => (cannotHappen(diagnostics) ? 'elsewhere' : lacksRunbook(diagnostics) ? 'undocumented' : 'wrong'));
  return {
    plans: loaded.flatMap(({ one }) => ('plan' in one ? [one.plan] : [])),
    diagnostics: [...listing.diagnostics, ...(kinds.wrong ?? []).flatMap((one) => one.diagnostics)],
    undocumented: (kinds.undocumented ?? []).map(({ title }) => title),
    notHere: (kinds.elsewhere ?? []).map(({ title, diagnostics: [first] }) => `${title}: ${first?.message ?? ''}`),
  };
}

/** What a compiled plan leaves out: how to reach people, and the tiers as they were declared. */
function peopleOf({ documents }: SiteDefinition): Pick<PlanInput, 'contacts' | 'associates' | 'tiers'> {
  const people = documents.people as unknown as PeopleDocument;
  // The site's own map and those that it includes, as `documents.phiMap` keeps them.
  const { map, included } = documents.phiMap as unknown as { readonly map: PhiMapDocument; readonly included: readonly PhiMapDocument[] };
  const person = (one: PeopleDocument['roles'][number]['holder']): { readonly name: string; readonly contact: string; readonly trained: string } => ({
    name: one.name,
    contact: one.contact,
    trained: one.trained ?? 'no date',
  });
  return {
    contacts: people.roles.map(({ id, title, holder, deputy }) => ({
      role: id,
      title,
      holder: person(holder),
      deputy: deputy === undefined ? null : person(deputy),
    })),
    associates: (people['business-associates'] ?? []).map((one) => ({
      id: one.id,
      name: one.name,
      contact: one.contact,
      notifyWithinSeconds: durationSeconds(one['notify-within']) ?? 0,
    })),
    tiers: [...included, map]
      .flatMap(({ tiers = [] }) => tiers)
      .map(({ tier, title, rto, rpo, mtd }) => ({ tier, title: title ?? '', rto: rto ?? '', rpo: rpo ?? '', mtd: mtd ?? '' })),
  };
}
