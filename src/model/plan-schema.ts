import { accessLogKinds, readPaths } from './access-log.ts';
import type { AccessLogPlan, AccessLogTable, KnownGap } from './plan/access-log.ts';
import type { ComponentSource, LockedComponent, PlannedExtra, PlannedPlugin } from './plan/components.ts';
import type { BackupPlan, DataPlan, DrillPlan, PlannedKind, PlannedStep, RunbookPlan } from './plan/drill.ts';
import type { PhiMapPlan, PhiProtection, PhiTable } from './plan/phi-map.ts';
import type { EscrowPlace, PeoplePlan, PersonPlan, SitePlan } from './plan/site.ts';
import { anyObject, count, digest, either, flag, instant, list, map, nullable, number, object, oneOf, optional, text, texts } from './schema.ts';
import type { Schema } from './schema.ts';

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
  retryWithinSeconds: nullable(number),
  onFailure: oneOf('stop', 'continue'),
  needs: nullable(texts),
  when: optional(text),
  commands: texts,
  fidelity: oneOf('as-documented', 'equivalent', 'not-executable-here'),
  fidelityReason: text,
  line: count,
});

const source = either(
  either(
    object<Extract<ComponentSource, { kind: 'path' }>>({ kind: oneOf('path'), path: text }),
    object<Extract<ComponentSource, { kind: 'commerce' | 'backup' }>>({ kind: oneOf('commerce', 'backup') }),
  ),
  either(
    object<Extract<ComponentSource, { kind: 'artifact' }>>({ kind: oneOf('artifact'), name: text, version: text }),
    object<Extract<ComponentSource, { kind: 'url' }>>({ kind: oneOf('url'), url: text, sha256: text }),
  ),
);

const plugin = object<PlannedPlugin>({
  slug: text,
  sources: list(source),
  tier: count,
  role: text,
  needs: texts,
  releases: optional(list(source)),
});

const protection = either(
  object<Extract<PhiProtection, { kind: 'field' }>>({ kind: oneOf('field'), keys: texts, pattern: text, decrypt: text, call: optional(text) }),
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
  record: nullable(object<NonNullable<PhiTable['record']>>({ of: oneOf('order', 'user', 'order-item', 'comment'), column: text })),
  columns: texts,
  exceptKeys: texts,
  exceptColumns: optional(texts),
  optional: optional(flag),
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

const person = object<PersonPlan>({ name: text, trained: text, keyId: optional(text) });
const people = object<PeoplePlan>({
  digest,
  roles: list(object<PeoplePlan['roles'][number]>({ id: text, title: text, holder: person, deputy: nullable(person) })),
  businessAssociates: list(object<PeoplePlan['businessAssociates'][number]>({ id: text, name: text, notifyWithinSeconds: number })),
});

const escrowPlace: Schema<EscrowPlace> = either<EscrowPlace, EscrowPlace>(
  either<EscrowPlace, EscrowPlace>(object<{ file: string }>({ file: text }), object<{ env: string }>({ env: text })),
  either<EscrowPlace, EscrowPlace>(object<{ command: readonly string[] }>({ command: texts }), object<{ manual: true }>({ manual: { const: true } })),
);

export const backupPlan = object<BackupPlan>({ where: text, asOf: nullable(instant), baseline: nullable(text) });
const accessLogTable = object<AccessLogTable>({
  table: text,
  id: text,
  user: text,
  object: object<AccessLogTable['object']>({ column: text, prefix: text }),
  time: object<AccessLogTable['time']>({ column: text, as: oneOf('datetime-utc', 'unix-seconds') }),
  requestId: nullable(text),
  where: map(list(either(text, number))),
  covers: list(oneOf(...readPaths)),
  offBox: optional(text),
});
const accessLog = object<AccessLogPlan>({ kind: oneOf(...accessLogKinds), writtenBy: text, offBox: flag, table: nullable(accessLogTable) });
const knownGap = object<KnownGap>({ gap: oneOf('unlogged-reads'), paths: list(oneOf(...readPaths)), owner: text, reason: text, expires: text });

const site = object<SitePlan>({
  id: text,
  title: text,
  digest,
  demo: flag,
  url: text,
  tablePrefix: text,
  orderStorage: oneOf('hpos', 'hpos-sync', 'posts'),
  services: map(anyObject),
  core: object<SitePlan['core']>({ version: text, sources: list(source) }),
  plugins: list(plugin),
  extras: list(object<PlannedExtra>({ kind: oneOf('must-use', 'drop-in', 'theme'), slug: text, sources: list(source), active: flag })),
  lock: nullable(list(object<LockedComponent>({ kind: text, slug: text, version: text, digest: text }))),
  backup: object<SitePlan['backup']>({ procedure: text, everySeconds: number, takesSeconds: number, leavesOut: optional(texts) }),
  escrow: object<SitePlan['escrow']>({ from: text, custodian: text, places: optional(map(escrowPlace)) }),
  emergency: optional(object<NonNullable<SitePlan['emergency']>>({ login: text, role: text })),
  accessLog,
  knownGaps: list(knownGap),
  probes: object<SitePlan['probes']>({ login: anyObject, checkout: anyObject, discovery: optional(anyObject) }),
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
  data: object<DataPlan>({ mode: oneOf('synthetic', 'production-backup'), seed: number, orders: count, customers: count, backup: optional(backupPlan) }),
  commerce: oneOf('auto', 'woocommerce', 'order-desk'),
  commerceVersion: text,
  prove: flag,
  faults: list(plannedKind),
  incident: nullable(object<NonNullable<DrillPlan['incident']>>({ detectBy: text, declare: text, notify: texts })),
  steps: list(plannedStep),
  expect: list(plannedKind),
  watchers: list(plannedKind),
  settings,
});
