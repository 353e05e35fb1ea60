import type { ObjectivesDefinition, SiteDefinition } from '../model/definition.ts';
import { durationSeconds } from '../model/duration.ts';
import type { JsonObject } from '../model/json.ts';
import type { PlannedPlugin } from '../model/plan/components.ts';
import type { EscrowPlace, PersonPlan } from '../model/plan/site.ts';
import { sourcesOf } from './component-sources.ts';
import type { PeopleDocument, PhiMapDocument, StackDocument, StackLockDocument } from './documents.ts';
import { mergedTables } from './merge-maps.ts';
import { accessLogOf } from './normalise-access-log.ts';
import { phiTableOf } from './normalise-phi-map.ts';
import { objectivesOf } from './objectives.ts';
import type { SiteDocuments } from './site-reading.ts';
import type { YamlDocument } from './yaml-document.ts';

/** What stands for a key that stack.yaml leaves out. */
const stackDefaults = { demo: false, 'table-prefix': 'wp_', 'order-storage': 'hpos' } as const;

/** A checked site, or null when one of its documents is missing. */
export function siteOf(site: SiteDocuments, from: 'drill' | 'flag', path: string): SiteDefinition | null {
  if (site.stack === null || site.phiMap === null || site.people === null) return null;
  const stack = site.stack.value as StackDocument;
  const {
    demo = stackDefaults.demo,
    'table-prefix': tablePrefix = stackDefaults['table-prefix'],
    'order-storage': orderStorage = stackDefaults['order-storage'],
  } = stack;
  return {
    id: stack.stack,
    title: stack.title,
    demo,
    url: stack.url,
    tablePrefix,
    orderStorage,
    services: servicesOf(stack),
    core: coreOf(stack),
    plugins: stack.plugins.map(pluginOf),
    extras: extrasOf(stack),
    lock: lockOf(site),
    backup: {
      procedure: stack.backup.procedure,
      everySeconds: durationSeconds(stack.backup.schedule.every) ?? 0,
      takesSeconds: durationSeconds(stack.backup.schedule.takes) ?? 0,
      ...(stack.backup['leaves-out'] === undefined ? {} : { leavesOut: [...stack.backup['leaves-out']] }),
    },
    escrow: escrowOf(stack.escrow),
    ...(stack.emergency === undefined ? {} : { emergency: stack.emergency }),
    accessLog: accessLogOf(stack['access-log']),
    knownGaps: stack['known-gaps'] ?? [],
    probes: stack.probes,
    ...mapsOf(site),
    people: peopleOf(site.people.value as PeopleDocument),
    defaults: defaultsOf(stack),
    documents: documentsOf(site),
    from,
    path,
  };
}

/** What each key's text means follows from `from`. */
function escrowOf({ from, custodian, keys }: StackDocument['escrow']): SiteDefinition['escrow'] {
  if (keys === undefined) return { from, custodian };
  const places = Object.entries(keys).map(([name, at]): readonly [string, EscrowPlace] => [name, placeOf(from, at)]);
  return { from, custodian, places: Object.fromEntries(places) };
}

function placeOf(from: string, at: unknown): EscrowPlace {
  if (Array.isArray(at)) return { command: at.map(String) };
  if (from === 'manual') return { manual: true };
  return from === 'env' ? { env: String(at) } : { file: String(at) };
}

function defaultsOf(stack: StackDocument): SiteDefinition['defaults'] {
  const left = Object.entries(stackDefaults)
    .filter(([key]) => !Object.hasOwn(stack, key))
    .map(([key, value]) => ({ key: `stack.${key}`, value: String(value) }));
  return stack.core === undefined ? [...left, { key: 'stack.core.version', value: 'debian' }] : left;
}

function servicesOf({ services: { web, db, cache } }: StackDocument): SiteDefinition['services'] {
  return { web, db, ...(cache === undefined ? {} : { cache }) };
}

function pluginOf(plugin: StackDocument['plugins'][number]): PlannedPlugin {
  const { slug, tier, role, needs = [], releases } = plugin;
  const others = releases === undefined ? {} : { releases: releases.flatMap(sourcesOf) };
  return { slug, sources: sourcesOf(plugin.source), tier, role, needs: [...needs], ...others };
}

/** Debian's package, or a version out of the sources that are named, else out of the cache. */
function coreOf({ core }: StackDocument): SiteDefinition['core'] {
  const version = core?.version ?? 'debian';
  if (version === 'debian' && core?.sources === undefined) return { version, sources: [] };
  return { version, sources: core?.sources === undefined ? [{ kind: 'artifact', name: 'wordpress', version }] : sourcesOf(core.sources) };
}

function extrasOf(stack: StackDocument): SiteDefinition['extras'] {
  const lists = [
    ['must-use', stack['must-use']],
    ['drop-in', stack['drop-ins']],
    ['theme', stack.themes],
  ] as const;
  return lists.flatMap(([kind, list = []]) =>
    list.map(({ slug, source, active = false }) => ({ kind, slug, sources: sourcesOf(source), active: kind === 'theme' && active })),
  );
}

function lockOf({ lock }: SiteDocuments): SiteDefinition['lock'] {
  if (lock === null) return null;
  const { components } = lock.value as StackLockDocument;
  return components.map(({ kind, slug, version, digest = '' }) => ({ kind, slug, version, digest }));
}

function mapsOf(site: SiteDocuments): Pick<SiteDefinition, 'phiMap' | 'objectives'> {
  const documents = [...site.included, ...(site.phiMap === null ? [] : [site.phiMap])];
  const phiMap = phiMapOf(documents);
  const tiers = documents.flatMap((map) => (map.value as PhiMapDocument).tiers ?? []);
  const concerned = new Set(phiMap.tables.map((table) => table.tier));
  return { phiMap, objectives: strictest(tiers.filter((tier) => concerned.has(tier.tier)).map(objectivesOf)) };
}

/** Checked maps as one, the including one last. */
export function phiMapOf(documents: readonly YamlDocument[]): SiteDefinition['phiMap'] {
  const maps = documents.map((map) => map.value as PhiMapDocument);
  return { id: maps.at(-1)?.['phi-map'] ?? '', tables: mergedTables(documents).map(phiTableOf), flows: maps.flatMap((map) => map.flows ?? []) };
}

function strictest(tiers: readonly ObjectivesDefinition[]): ObjectivesDefinition {
  const least = (key: keyof ObjectivesDefinition): number | null => {
    const values = tiers.flatMap((tier) => tier[key] ?? []);
    return values.length === 0 ? null : Math.min(...values);
  };
  return { rto: least('rto'), rpo: least('rpo'), mtd: least('mtd') };
}

function peopleOf(people: PeopleDocument): SiteDefinition['people'] {
  const person = (one: { readonly name: string; readonly trained?: string; readonly key?: string }): PersonPlan => ({
    name: one.name,
    trained: one.trained ?? '',
    ...(one.key === undefined ? {} : { keyId: one.key }),
  });
  return {
    roles: people.roles.map((role) => ({
      id: role.id,
      title: role.title,
      holder: person(role.holder),
      deputy: role.deputy === undefined ? null : person(role.deputy),
    })),
    businessAssociates: (people['business-associates'] ?? []).map((one) => ({
      id: one.id,
      name: one.name,
      notifyWithinSeconds: durationSeconds(one['notify-within']) ?? 0,
    })),
  };
}

function documentsOf(site: SiteDocuments): SiteDefinition['documents'] {
  const json = (value: unknown): JsonObject => value as JsonObject;
  return {
    stack: json(site.stack?.value),
    lock: site.lock === null ? null : json(site.lock.value),
    phiMap: { map: json(site.phiMap?.value), included: site.included.map((map) => json(map.value)) },
    people: json(site.people?.value),
  };
}
