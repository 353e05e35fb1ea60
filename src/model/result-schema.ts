import type { JsonObject } from './json.ts';
import { commerce, component, encryption, grade, image, moment, phase, proof, reading, service, stepState, tool, watcherFinding } from './journal-schema.ts';
import type { Phase } from './reading.ts';
import { phases } from './reading.ts';
import { backupPlan, drillHead, objectives, settings } from './plan-schema.ts';
import type { DrillResult } from './result.ts';
import type { AssertionResult, BreachWorksheet, IncidentMoment, Outage, PhaseResult, ReadingResult, RtoParts, StepResult } from './result-parts.ts';
import { anyObject, count, counts, digest, flag, hex, instant, list, map, nullable, number, object, oneOf, optional, text, texts } from './schema.ts';
import type { Schema } from './schema.ts';

type Part<K extends keyof DrillResult> = NonNullable<DrillResult[K]>;
type Item<K extends keyof DrillResult> = DrillResult[K] extends readonly (infer T extends object)[] ? T : never;

const verdict = oneOf('pass', 'inconclusive', 'fail');
const severity = oneOf('high', 'medium', 'low');
const phaseSeconds: Schema<Partial<Record<Phase, number>>> = {
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(phases.map((name) => [name, number])),
};

const step = object<StepResult>({
  id: text,
  heading: text,
  kind: text,
  state: stepState,
  fidelity: oneOf('as-documented', 'equivalent', 'not-executable-here'),
  fidelityReason: text,
  who: text,
  commands: texts,
  plannedSeconds: number,
  startedAt: nullable(instant),
  seconds: nullable(number),
  attempts: count,
  waitedOnPersonSeconds: number,
  text,
  outputs: anyObject,
});

const assertion = object<AssertionResult>({
  kind: text,
  title: text,
  controls: texts,
  requirements: texts,
  before: reading,
  felt: reading,
  feltReason: nullable(text),
  after: reading,
  proof,
  proofText: text,
  readings: list(object<ReadingResult>({ moment, at: instant, reading, reason: nullable(text), actual: text })),
  verdict,
  verdictReason: text,
  expected: text,
  actual: text,
  counts,
  evidence: texts,
});

const backup = object<Part<'backup'>>({ digest, bytes: count, takenAt: nullable(instant), newestRecordAt: instant, encryption, rowsChangedDuring: count });

const stack = object<Part<'stack'>>({ digest, commerce: nullable(commerce), components: list(component), images: list(image), engine: anyObject });

const measured = object<Part<'measured'>>({
  rtoSeconds: nullable(number),
  rtoUntil: nullable(oneOf('service-back', 'last-step')),
  rtoParts: nullable(object<RtoParts>({ beforeStepsSeconds: number, stepsSeconds: number, unexplainedSeconds: number, fetchSeconds: optional(number) })),
  rtoName: oneOf('RTO', 'mirror RTO'),
  rpoSeconds: nullable(number),
  newestRestoredRecordAt: nullable(instant),
  ordersLost: nullable(count),
  ordersPlaced: nullable(count),
  machineSeconds: number,
  humanWaitSeconds: number,
  instrumentSeconds: number,
  resolutionSeconds: number,
  declaredRpoSeconds: number,
  phases: phaseSeconds,
  services: map(object<Part<'measured'>['services'][string]>({ downSeconds: nullable(number) })),
  peakMemoryMib: nullable(number),
});

const isolation = object<Part<'isolation'>>({
  egress: object<Part<'isolation'>['egress']>({ probes: count, attempted: nullable(count), succeeded: nullable(count), attempts: texts }),
  mail: object<Part<'isolation'>['mail']>({ captured: nullable(count) }),
  http: object<Part<'isolation'>['http']>({ refused: nullable(count) }),
});

const incident = object<Part<'incident'>>({
  detectedAt: nullable(instant),
  detectedBy: nullable(text),
  declaredAt: nullable(instant),
  declaredBy: nullable(text),
  notified: list(object<Part<'incident'>['notified'][number]>({ who: text, at: instant })),
  timeline: optional(
    list(
      object<IncidentMoment>({
        what: oneOf('injected', 'detected', 'declared', 'notified', 'backup-selected', 'restored', 'validated', 'recovery-declared'),
        at: nullable(instant),
        by: text,
        text,
      }),
    ),
  ),
  breachWorksheet: optional(
    object<BreachWorksheet>({
      exercise: { const: true },
      factors: list(
        object<BreachWorksheet['factors'][number]>({
          factor: oneOf('nature-and-extent', 'unauthorised-person', 'acquired-or-viewed', 'mitigation'),
          citation: text,
          question: text,
          observed: texts,
        }),
      ),
      assessedBy: text,
    }),
  ),
});

const people = object<Part<'people'>>({
  participants: list(object<Part<'people'>['participants'][number]>({ role: text, name: text, trained: text, actual: optional(text) })),
  preparedBy: optional(text),
  absent: optional(list(object<NonNullable<Part<'people'>['absent']>[number]>({ role: text, name: text, deputy: nullable(text) }))),
  roster: optional(
    list(object<NonNullable<Part<'people'>['roster']>[number]>({ role: text, name: text, as: oneOf('holder', 'deputy'), keyId: nullable(text) })),
  ),
  attestations: list(object<Part<'people'>['attestations'][number]>({ step: text, by: text, at: instant, result: text, comment: text, keyId: text })),
});

const teardown = object<Part<'teardown'>>({
  known: flag,
  removed: count,
  leftovers: texts,
  destroyed: list(object<Part<'teardown'>['destroyed'][number]>({ what: text, at: instant, how: text })),
});

/** The published schema of result.json. */
export const resultSchema: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: "A drill's result",
  description: 'result.json, folded from the journal alone. Field names are fixed; fields may be added.',
  ...object<DrillResult>({
    schemaVersion: oneOf(1),
    run: object<Part<'run'>>({
      id: text,
      startedAt: instant,
      finishedAt: nullable(instant),
      tool,
      host: anyObject,
      state: oneOf('finished', 'interrupted', 'failed', 'unfinished'),
    }),
    drill: drillHead,
    site: object<Part<'site'>>({ id: text, title: text, digest }),
    verdict,
    evidenceGrade: grade,
    reasons: list(object<Item<'reasons'>>({ code: text, text })),
    notProven: texts,
    stack,
    runbook: object<Part<'runbook'>>({
      path: text,
      title: text,
      digest,
      approved: nullable(object<NonNullable<Part<'runbook'>['approved']>>({ by: text, at: text })),
    }),
    backup: nullable(backup),
    data: object<Part<'data'>>({
      mode: oneOf('synthetic', 'production-backup'),
      seed: number,
      orders: count,
      customers: count,
      backup: optional(backupPlan),
      loaded: nullable(object<NonNullable<Part<'data'>['loaded']>>({ orders: count, customers: count, rows: count })),
    }),
    settings,
    objectives,
    measured,
    faults: list(object<Item<'faults'>>({ kind: text, at: nullable(instant), felt: flag, summary: text, observation: text })),
    phases: list(object<PhaseResult>({ phase, startedAt: instant, endedAt: nullable(instant), instrumentSeconds: number })),
    outages: list(object<Outage>({ service, from: instant, to: nullable(instant), seconds: nullable(number) })),
    steps: list(step),
    assertions: list(assertion),
    watchers: list(
      object<Item<'watchers'>>({
        kind: text,
        samples: count,
        resolutionSeconds: number,
        findings: list(watcherFinding),
        summary: anyObject,
        endedAt: nullable(instant),
      }),
    ),
    isolation,
    incident,
    findings: list(object<Item<'findings'>>({ id: text, severity, text, controls: texts, repeatOf: nullable(text) })),
    people,
    timeline: list(object<Item<'timeline'>>({ at: instant, ms: number, what: text, text })),
    leakScan: nullable(
      object<NonNullable<DrillResult['leakScan']>>({ values: count, files: count, hits: count, identifiers: optional(counts), notUnpacked: optional(count) }),
    ),
    teardown,
    warnings: texts,
    failure: nullable(object<NonNullable<DrillResult['failure']>>({ code: text, message: text, phase })),
    journal: object<Part<'journal'>>({ entries: count, headHash: hex, sealed: flag }),
  }),
};
