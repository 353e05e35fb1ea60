import { eventsOf, lastOf } from '../facts.ts';
import { sourceGaps } from './source.ts';
import type { JournalEvent } from '../journal.ts';
import type { DrillPlan } from '../plan/drill.ts';
import type { PhiProtection } from '../plan/phi-map.ts';
import type { DrillResult } from '../result.ts';
import type { AssertionResult, StepResult } from '../result-parts.ts';
import { durationWords, serviceWords } from '../words.ts';

type Folded = Pick<DrillResult, 'assertions' | 'steps' | 'measured' | 'incident' | 'evidenceGrade'>;

/** What the run did not prove, in sentences an auditor can read; most general first, each once. */
export function foldNotProven(events: readonly JournalEvent[], plan: DrillPlan, folded: Folded): readonly string[] {
  const described = lastOf(events, 'stack-described');
  const sentences = [
    ...gradeGaps(plan, folded),
    ...commerceGaps(described?.commerce, described?.notProven ?? []),
    ...(described?.notProven ?? []),
    ...dataGaps(plan, folded),
    ...derivedGaps(plan, described?.commerce),
    ...sourceGaps(events),
    ...assertionGaps(plan, folded.assertions),
    ...faultGaps(events),
    ...readingGaps(events),
    ...knownGaps(plan),
    ...folded.steps.flatMap(stepGaps),
    ...protectionGaps(plan, folded.assertions),
    ...serviceGaps(events, folded),
    ...isolationGaps(events),
    ...incidentGaps(events, plan, folded),
    ...leakGaps(events),
    ...recheckGaps(events),
  ];
  return [...new Set(sentences)];
}

function gradeGaps(plan: DrillPlan, { evidenceGrade }: Folded): readonly string[] {
  if (evidenceGrade !== 'demo') return [];
  return [
    plan.site.demo
      ? "Anything about your own shop: this is Muster's demo site, and evidence of the grade demo counts towards nothing."
      : 'Your shop as it is: a part of the mirror is a stand-in, and evidence of the grade demo counts towards nothing.',
  ];
}

function commerceGaps(commerce: DrillResult['stack']['commerce'] | undefined, said: readonly string[]): readonly string[] {
  if (commerce?.standIn !== true || said.some((sentence) => /woocommerce/iu.test(sentence))) return [];
  return [`WooCommerce itself: ${commerce.name} ${commerce.version} stood in for it.`];
}

function dataGaps(plan: DrillPlan, { measured }: Folded): readonly string[] {
  const { orders, customers, mode } = plan.data;
  if (mode === 'production-backup') return restoredGaps(plan);
  return [
    `That production's backups can be restored: the data are synthetic (${orders} orders, ${customers} customers).`,
    `Production's backup frequency: the backup was made during the run; the site declares one every ${durationWords(plan.site.backup.everySeconds)}, so up to ${durationWords(measured.declaredRpoSeconds)} of records may be lost.`,
    `The recovery time at production's data volume: what was measured is called the ${measured.rtoName}.`,
  ];
}

/** The tables of WooCommerce's reports are filled with the synthetic orders; what it works out later, by its scheduler, is not. */
function derivedGaps({ data }: DrillPlan, commerce: DrillResult['stack']['commerce'] | undefined): readonly string[] {
  if (data.mode !== 'synthetic' || commerce?.standIn !== false) return [];
  return [
    "WooCommerce's reports of the drill's own checkouts: the mirror's scheduler is silent, so wc_order_stats, wc_customer_lookup and wc_order_product_lookup hold the synthetic orders alone.",
    "WooCommerce's reports of taxes and coupons (wc_order_tax_lookup, wc_order_coupon_lookup): the synthetic orders have neither.",
  ];
}

/** With a production backup: what the set alone cannot show. */
function restoredGaps({ data, site }: DrillPlan): readonly string[] {
  const source =
    data.backup?.baseline === null || data.backup === undefined
      ? ['That the backup holds what production held: there is no baseline of production, so the restored data were compared with the backup itself.']
      : [];
  return [
    ...source,
    `That backups are made as often as declared (every ${durationWords(site.backup.everySeconds)}): one set was looked at.`,
    "Production's own hardware and network: fetching and restoring were timed on this host.",
  ];
}

function assertionGaps(plan: DrillPlan, assertions: readonly AssertionResult[]): readonly string[] {
  const never = assertions.filter((one) => one.proof !== 'caught' && !(one.felt === 'broken' && one.feltReason === 'false'));
  const unseen = never.length === 0 ? [] : [`That these checks can fail (none was ever seen false): ${never.map((one) => one.kind).join(', ')}.`];
  return plan.prove ? unseen : ['That the checks notice damage: the proof was left out (--no-prove).', ...unseen];
}

/** What a failure was caused without. */
function faultGaps(events: readonly JournalEvent[]): readonly string[] {
  return eventsOf(events, 'fault-injected').flatMap(({ notProven }) => notProven ?? []);
}

/** What the looks at the shop that counts left open: before the fault and after the restore. */
function readingGaps(events: readonly JournalEvent[]): readonly string[] {
  const counting = eventsOf(events, 'reading-taken').filter(({ moment }) => moment === 'before' || moment === 'after');
  return counting.flatMap(({ outcome }) => outcome.notProven ?? []);
}

/** What production lacks as well, by the site's own word. */
function knownGaps({ site }: DrillPlan): readonly string[] {
  return site.knownGaps.map(
    ({ paths, owner, expires, reason }) =>
      `That reads on ${paths.join(', ')} are logged: the gap is known in production, waived by the ${owner} until ${expires.slice(0, 10)} (${reason}).`,
  );
}

function stepGaps(step: StepResult): readonly string[] {
  if (step.state === 'skipped') return [`The runbook's step “${step.heading}”: it was skipped, ${step.text}.`];
  if (step.state === 'not-executed') return [`The runbook's step “${step.heading}”: it was not carried out.`];
  const gaps: string[] = [];
  if (step.fidelity !== 'as-documented') {
    const how = step.fidelity === 'equivalent' ? 'was done in an equivalent way' : 'could not be done here as written';
    gaps.push(`The runbook's step “${step.heading}” as written: it ${how}${step.fidelityReason === '' ? '' : ` (${step.fidelityReason})`}.`);
  }
  if (step.kind === 'manual') gaps.push(`The step “${step.heading}”: it is done by hand, so Muster did not see it.`);
  return gaps;
}

/** Tables by what protects them, where Muster could not look at ciphertext. */
function protectionGaps(plan: DrillPlan, assertions: readonly AssertionResult[]): readonly string[] {
  const looked = assertions.some((one) => one.kind === 'phi-encryption' && one.after === 'holds');
  const tables = new Map<string, string[]>();
  for (const { table, protection, class: kind } of plan.site.phiMap.tables) {
    const sentence = kind === 'volatile' ? null : protectionSentence(protection, looked);
    if (sentence !== null) tables.set(sentence, [...(tables.get(sentence) ?? []), table]);
  }
  return [...tables].map(([sentence, names]) => `Encryption of ${names.join(', ')}: ${sentence}`);
}

function protectionSentence(protection: PhiProtection, looked: boolean): string | null {
  switch (protection.kind) {
    case 'field':
      return null;
    case 'tablespace':
      return looked
        ? `the mirror encrypts whatever is imported, so production's own tablespaces were not looked at; they and their keys are attested by ${protection.attestedBy}.`
        : `the tablespace's encryption is attested by ${protection.attestedBy}, not looked at.`;
    case 'volume':
      return `the volume's encryption is attested by ${protection.attestedBy}, not looked at.`;
    case 'none':
      return `stored in clear; ${protection.acceptedBy} accepted the risk until ${protection.expires.slice(0, 10)}.`;
  }
}

function serviceGaps(events: readonly JournalEvent[], { measured }: Folded): readonly string[] {
  const sampled = new Set<string>(eventsOf(events, 'service-changed').map((change) => change.service));
  const missing = Object.keys(measured.services)
    .filter((service) => !sampled.has(service))
    .map((service) => (serviceWords[service] ?? service).toLowerCase());
  return missing.length === 0 ? [] : [`The outage of services that were not sampled: ${missing.join('; ')}.`];
}

function isolationGaps(events: readonly JournalEvent[]): readonly string[] {
  if (lastOf(events, 'isolation-probed') === undefined) return ['That the mirror could not reach anything outside itself: it was not probed.'];
  if (lastOf(events, 'isolation-counted') === undefined) return ["What the mirror's software tried to reach: it was not counted."];
  return ["That the mirror's software tried to reach nothing: only attempts that the guard, the name server and the trap saw are counted."];
}

function incidentGaps(events: readonly JournalEvent[], plan: DrillPlan, { incident }: Folded): readonly string[] {
  if (plan.incident === null) return ['Detection, declaration and notification of the incident: the drill has none.'];
  const { detectBy } = plan.incident;
  const noticed =
    incident.detectedAt === null
      ? `Detection: ${detectBy} did not notice the failure.`
      : `Detection by the shop's own monitoring: it was the drill's ${detectBy} that noticed the failure.`;
  const caused = lastOf(events, 'fault-injected') !== undefined;
  return [
    caused ? noticed : 'Detection: no failure was caused.',
    'That people declare and notify in time: the drill noted these steps itself, nobody was called.',
  ];
}

function leakGaps(events: readonly JournalEvent[]): readonly string[] {
  const searched = eventsOf(events, 'leak-scanned').some((scan) => scan.values > 0);
  return searched ? [] : ["That this run's own files hold no protected value: they were not searched."];
}

function recheckGaps(events: readonly JournalEvent[]): readonly string[] {
  if (lastOf(events, 'backup-rechecked')?.by !== 'sizes') return [];
  return ['That the given backup stayed as it was, byte for byte: what lies elsewhere was compared by names and sizes, after it was fetched.'];
}
