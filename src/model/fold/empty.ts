import type { Digest } from '../json.ts';
import type { DrillPlan } from '../plan/drill.ts';

const none: Digest = `sha256:${'0'.repeat(64)}`;

/** What stands for the plan in a journal that broke off before its first event: nothing is planned. */
export const emptyPlan: DrillPlan = {
  schemaVersion: 1,
  digest: none,
  drill: { id: 'unknown', title: 'Unknown drill', digest: none, risks: [] },
  site: {
    id: 'unknown',
    title: 'Unknown site',
    digest: none,
    demo: true,
    url: '',
    tablePrefix: '',
    orderStorage: 'hpos',
    services: {},
    core: { version: '', sources: [] },
    extras: [],
    lock: null,
    plugins: [],
    backup: { procedure: '', everySeconds: 0, takesSeconds: 0 },
    escrow: { from: '', custodian: '' },
    accessLog: { kind: 'sql', writtenBy: '', offBox: false, table: null },
    knownGaps: [],
    probes: { login: {}, checkout: {} },
    phiMap: { id: '', digest: none, tables: [], flows: [] },
    people: { digest: none, roles: [], businessAssociates: [] },
  },
  runbook: { id: '', title: '', path: '', digest: none, approved: null },
  objectives: { rtoSeconds: 0, rpoSeconds: 0, mtdSeconds: 0 },
  data: { mode: 'synthetic', seed: 0, orders: 0, customers: 0 },
  commerce: 'auto',
  commerceVersion: '',
  prove: true,
  faults: [],
  incident: null,
  steps: [],
  expect: [],
  watchers: [],
  settings: [],
};

/** The instant of a run whose first event is missing. */
export const unknownInstant = '1970-01-01T00:00:00.000Z';
