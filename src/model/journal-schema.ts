import type { FactOf, FactType, JournalEnvelope } from './journal.ts';
import type { ComponentFact, ImageFact, WatcherFinding } from './journal-fact.ts';
import type { Digest, JsonObject } from './json.ts';
import { planSchema } from './plan-schema.ts';
import { phases, serviceProbes } from './reading.ts';
import type { ReadingOutcome } from './reading.ts';
import { anyObject, count, counts, digest, either, flag, hex, instant, list, map, nullable, number, object, oneOf, optional, text, texts } from './schema.ts';
import type { Fields, Schema } from './schema.ts';
import type { StackDifference } from './stack-differences.ts';

export const phase = oneOf(...phases);
export const service = oneOf(...serviceProbes);
export const grade = oneOf('demo', 'procedure', 'production-backup');
export const reading = oneOf('holds', 'broken', 'error', 'not-run');
export const moment = oneOf('before', 'felt', 'after', 'sabotaged', 'undone');
export const proof = oneOf('caught', 'missed', 'not-run');
export const stepState = oneOf('succeeded', 'failed', 'skipped', 'not-executed', 'pending');
const digestOrNone: Schema<Digest | ''> = either(digest, oneOf(''));
export const component = object<ComponentFact>({ kind: text, slug: text, version: text, digest: digestOrNone });
export const image = object<ImageFact>({ service: text, tag: text, id: text });
export const watcherFinding = object<WatcherFinding>({
  severity: oneOf('high', 'medium', 'low'),
  text,
  controls: texts,
  ofIncident: optional({ const: true }),
});
export const commerce = object<FactOf<'stack-described'>['commerce']>({ name: text, version: text, standIn: flag });
export const encryption = object<FactOf<'backup-taken'>['encryption']>({ kind: text, keyId: text });
export const tool = object<FactOf<'run-started'>['tool']>({ version: text, commit: text });

const outcome = object<ReadingOutcome>({
  reading,
  reason: optional(oneOf('unreachable', 'no-sample', 'false', 'exception')),
  expected: text,
  actual: text,
  counts,
  evidence: texts,
  notProven: optional(texts),
});
const backupFile = object<FactOf<'backup-taken'>['files'][number]>({ name: text, bytes: count, digest });

const facts: { readonly [T in FactType]: Fields<Omit<FactOf<T>, 'type'>> } = {
  'run-started': {
    runId: text,
    plan: planSchema,
    tool,
    host: anyObject,
    controls: optional(object<{ readonly id: string; readonly digest: Digest }>({ id: text, digest })),
  },
  'people-recorded': {
    preparedBy: text,
    participants: list(object<FactOf<'people-recorded'>['participants'][number]>({ role: text, name: text })),
    absent: texts,
  },
  'predecessor-noted': { runId: nullable(text), text, findings: texts },
  'phase-started': { phase },
  'phase-ended': { phase, instrumentMs: number },
  'stack-described': { grade, commerce, components: list(component), images: list(image), engine: anyObject, notProven: texts },
  'isolation-probed': { probes: count, succeeded: count, failures: texts },
  'isolation-counted': { egressAttempted: count, egressSucceeded: count, mailCaptured: count, httpRefused: count, attempts: texts },
  'health-checked': { service: text, rung: text, holds: flag, cause: text, tookMs: number },
  'data-loaded': { orders: count, customers: count, rows: count, tookMs: number, fromSnapshot: flag },
  'backup-taken': { digest, bytes: count, takenAt: nullable(instant), newestRecordAt: instant, encryption, rowsChangedDuring: count, files: list(backupFile) },
  'fingerprint-taken': { moment: text, tables: count, rows: count, root: text, tookMs: number },
  'reading-taken': { assertion: text, moment, outcome, tookMs: number },
  'fault-intended': { kind: text, params: anyObject },
  'fault-injected': { kind: text, faultAt: instant, summary: text, data: anyObject, notProven: optional(texts), silent: optional(flag) },
  'fault-observed': { kind: text, observed: flag, text },
  'step-started': { id: text, attempt: count },
  'step-ended': { id: text, attempt: count, state: stepState, seconds: number, waitedOnPersonSeconds: number, text, outputs: anyObject, instrumentMs: number },
  'sabotage-intended': { assertion: text, what: text },
  'sabotage-undone': { assertion: text, tookMs: number, ok: flag },
  'proof-ended': { assertion: text, proof, text },
  'watcher-started': { kind: text, resolutionMs: number },
  'watcher-noted': { kind: text, text, data: anyObject },
  'watcher-ended': { kind: text, samples: count, findings: list(watcherFinding), summary: anyObject },
  'service-changed': { service, holds: flag, sampledAt: instant, text },
  'incident-noted': { what: oneOf('detected', 'declared', 'notified'), by: text, text },
  'recovery-measured': { newestRestoredRecordAt: nullable(instant), ordersLost: count, ordersPlaced: count },
  attested: { step: text, by: text, result: oneOf('done', 'failed'), comment: text, keyId: text, signature: text },
  interrupted: { signal: text, phase },
  'run-failed': { code: text, message: text, phase },
  warned: { text },
  'object-removed': { kind: oneOf('container', 'volume', 'network'), name: text },
  'data-destroyed': { what: text, how: text },
  'teardown-ended': { removed: count, leftovers: texts },
  'leak-scanned': { values: count, files: count, hits: count, identifiers: optional(counts), notUnpacked: optional(count) },
  'backup-fetched': { where: text, files: count, bytes: count, digest, tookMs: number },
  'backup-rechecked': { unchanged: flag, by: oneOf('contents', 'sizes') },
  'baseline-compared': {
    takenAt: instant,
    newestInBackup: instant,
    lost: count,
    altered: count,
    added: count,
    exact: flag,
    withinRows: count,
    tables: map(object<FactOf<'baseline-compared'>['tables'][string]>({ lost: count, altered: count, added: count })),
    absent: texts,
    roles: count,
    other: counts,
    tookMs: number,
  },
  'baseline-refused': { why: text },
  'stack-compared': { differences: list(object<StackDifference>({ what: text, production: text, mirror: text, caps: texts })) },
  'bundle-withheld': { hits: count, searched: flag },
  'run-finished': { peakMemoryMib: number },
};

const envelope: Fields<JournalEnvelope> = { seq: count, at: instant, ms: number, prev: hex, hash: hex };

/** One line of journal.ndjson: a fact of one of the known types, in its envelope. */
export const journalEventSchema: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'One event of a Muster journal',
  description:
    'journal.ndjson holds one event a line, as canonical JSON; `hash` is the SHA-256 of the line without `hash`, `prev` the hash of the line before.',
  type: 'object',
  required: ['type'],
  discriminator: { propertyName: 'type' },
  oneOf: Object.entries(facts).map(([type, fields]) => object<{ type: string }>({ type: { const: type }, ...fields, ...envelope })),
};
