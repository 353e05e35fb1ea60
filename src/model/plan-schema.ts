import type {
  DrillPlan,
  PeoplePlan,
  PersonPlan,
  PhiMapPlan,
  PhiProtection,
  PhiTable,
  PlannedKind,
  PlannedPlugin,
  PlannedStep,
  RunbookPlan,
  SitePlan,
} from './plan.ts';
import { anyObject, count, digest, either, flag, list, map, nullable, number, object, oneOf, text, texts } from './schema.ts';

const plannedKind = object<PlannedKind>({ kind: text, title: text, params: anyObject, controls: texts, requirements: texts });

const plannedStep = object<PlannedStep>({
  id: text,
  heading: text,
  kind: text,
  params: anyObject,
  who: text,
  timeoutSeconds: number,
  plannedSeconds: number,
  attempts: count,
  retryDelaySeconds: number,
  onFailure: oneOf('stop', 'continue'),
  commands: texts,
  fidelity: oneOf('as-documented', 'equivalent', 'not-executable-here'),
  fidelityReason: text,
  line: count,
});

const plugin = object<PlannedPlugin>({
  slug: text,
  source: either(
    object<Extract<PlannedPlugin['source'], { kind: 'path' }>>({ kind: oneOf('path'), path: text }),
    object<Extract<PlannedPlugin['source'], { kind: 'commerce' }>>({ kind: oneOf('commerce') }),
  ),
  tier: count,
  role: text,
  needs: texts,
});

const protection = either(
  object<Extract<PhiProtection, { kind: 'field' }>>({ kind: oneOf('field'), keys: texts, pattern: text, decrypt: text }),
  either(
    object<Extract<PhiProtection, { attestedBy: string }>>({ kind: oneOf('tablespace', 'volume'), attestedBy: text }),
    object<Extract<PhiProtection, { kind: 'none' }>>({ kind: oneOf('none'), acceptedBy: text, reason: text, expires: text }),
  ),
);

const phiTable = object<PhiTable>({
  table: text,
  class: oneOf('identical', 'derived', 'volatile'),
  tier: count,
  key: texts,
  record: nullable(object<NonNullable<PhiTable['record']>>({ of: oneOf('order', 'user'), column: text })),
  columns: texts,
  exceptKeys: texts,
  protection,
  readBy: texts,
  log: nullable(text),
});

const phiMap = object<PhiMapPlan>({
  id: text,
  digest,
  tables: list(phiTable),
  flows: list(object<PhiMapPlan['flows'][number]>({ from: text, to: text, what: text, by: text })),
});

const person = object<PersonPlan>({ name: text, trained: text });
const people = object<PeoplePlan>({
  digest,
  roles: list(object<PeoplePlan['roles'][number]>({ id: text, title: text, holder: person, deputy: nullable(person) })),
  businessAssociates: list(object<PeoplePlan['businessAssociates'][number]>({ id: text, name: text, notifyWithinSeconds: number })),
});

const site = object<SitePlan>({
  id: text,
  title: text,
  digest,
  demo: flag,
  url: text,
  tablePrefix: text,
  orderStorage: oneOf('hpos', 'hpos-sync', 'posts'),
  services: map(anyObject),
  core: object<SitePlan['core']>({ version: text }),
  plugins: list(plugin),
  backup: object<SitePlan['backup']>({ procedure: text, everySeconds: number, takesSeconds: number }),
  escrow: object<SitePlan['escrow']>({ from: text, custodian: text }),
  accessLog: object<SitePlan['accessLog']>({ kind: text, offBox: flag }),
  probes: object<SitePlan['probes']>({ login: anyObject, checkout: anyObject }),
  phiMap,
  people,
});

export const objectives = object<DrillPlan['objectives']>({ rtoSeconds: number, rpoSeconds: number, mtdSeconds: number });
export const drillHead = object<DrillPlan['drill']>({ id: text, title: text, digest, risks: texts });
export const settings = list(object<DrillPlan['settings'][number]>({ key: text, value: text, from: oneOf('flag', 'default', 'stack') }));

/** The plan as the journal's first event holds it. */
export const planSchema = object<DrillPlan>({
  schemaVersion: oneOf(1),
  digest,
  drill: drillHead,
  site,
  objectives,
  runbook: object<RunbookPlan>({
    id: text,
    title: text,
    path: text,
    digest,
    approved: nullable(object<NonNullable<RunbookPlan['approved']>>({ by: text, at: text })),
  }),
  data: object<DrillPlan['data']>({ mode: oneOf('synthetic'), seed: number, orders: count, customers: count }),
  commerce: oneOf('auto', 'woocommerce', 'order-desk'),
  prove: flag,
  faults: list(plannedKind),
  incident: nullable(object<NonNullable<DrillPlan['incident']>>({ detectBy: text, declare: text, notify: texts })),
  steps: list(plannedStep),
  expect: list(plannedKind),
  watchers: list(plannedKind),
  settings,
});
