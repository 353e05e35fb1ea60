import type { ObjectivesDefinition, SiteDefinition } from '../model/definition.ts';
import { durationSeconds } from '../model/duration.ts';
import type { JsonObject } from '../model/json.ts';
import type { PlannedPlugin } from '../model/plan.ts';
import type { PeopleDocument, PhiMapDocument, StackDocument } from './documents.ts';
import { phiTableOf } from './normalise-phi-map.ts';
import { objectivesOf } from './objectives.ts';
import type { SiteDocuments } from './site-reading.ts';

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
    services: { web: stack.services.web, db: stack.services.db },
    core: { version: stack.core?.version ?? 'debian' },
    plugins: stack.plugins.map(pluginOf),
    backup: {
      procedure: stack.backup.procedure,
      everySeconds: durationSeconds(stack.backup.schedule.every) ?? 0,
      takesSeconds: durationSeconds(stack.backup.schedule.takes) ?? 0,
    },
    escrow: { from: stack.escrow.from, custodian: stack.escrow.custodian },
    accessLog: { kind: stack['access-log'].kind, offBox: stack['access-log']['off-box'] ?? false },
    probes: { login: stack.probes.login, checkout: stack.probes.checkout },
    ...mapsOf(site),
    people: peopleOf(site.people.value as PeopleDocument),
    defaults: defaultsOf(stack),
    documents: documentsOf(site),
    from,
    path,
  };
}

function defaultsOf(stack: StackDocument): SiteDefinition['defaults'] {
  const left = Object.entries(stackDefaults)
    .filter(([key]) => !Object.hasOwn(stack, key))
    .map(([key, value]) => ({ key: `stack.${key}`, value: String(value) }));
  return stack.core === undefined ? [...left, { key: 'stack.core.version', value: 'debian' }] : left;
}

function pluginOf(plugin: StackDocument['plugins'][number]): PlannedPlugin {
  const { slug, tier, role, needs = [] } = plugin;
  const source: unknown = plugin.source;
  const path = typeof source === 'object' && source !== null && 'path' in source ? String(source.path) : null;
  return { slug, source: path === null ? { kind: 'commerce' } : { kind: 'path', path: path.replace(/\/$/u, '') }, tier, role, needs: [...needs] };
}

/** A map's own tables take the place of included ones of the same name. */
function mapsOf(site: SiteDocuments): Pick<SiteDefinition, 'phiMap' | 'objectives'> {
  const maps = [...site.included, ...(site.phiMap === null ? [] : [site.phiMap])].map((map) => map.value as PhiMapDocument);
  const tables = new Map(maps.flatMap((map) => map.tables.map((table) => [table.table, phiTableOf(table)] as const)));
  const flows = maps.flatMap((map) => map.flows ?? []);
  const tiers = maps.flatMap((map) => map.tiers ?? []).map(objectivesOf);
  const concerned = new Set([...tables.values()].map((table) => table.tier));
  const used = tiers.filter((_, index) => concerned.has(maps.flatMap((map) => map.tiers ?? [])[index]?.tier ?? 0));
  return { phiMap: { id: maps.at(-1)?.['phi-map'] ?? '', tables: [...tables.values()], flows }, objectives: strictest(used) };
}

function strictest(tiers: readonly ObjectivesDefinition[]): ObjectivesDefinition {
  const least = (key: keyof ObjectivesDefinition): number | null => {
    const values = tiers.flatMap((tier) => tier[key] ?? []);
    return values.length === 0 ? null : Math.min(...values);
  };
  return { rto: least('rto'), rpo: least('rpo'), mtd: least('mtd') };
}

function peopleOf(people: PeopleDocument): SiteDefinition['people'] {
  const person = (one: { readonly name: string; readonly trained?: string }): { name: string; trained: string } => ({
    name: one.name,
    trained: one.trained ?? '',
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
