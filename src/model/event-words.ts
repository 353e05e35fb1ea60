import type { FactOf, FactType } from './journal.ts';
import type { JournalFact } from './journal-fact.ts';
import type { Moment, Reading } from './reading.ts';
import type { AssertionResult } from './result-parts.ts';
import { durationWords, encryptionWords, plural, serviceWords } from './words.ts';

/** A reading at its moment, in the words of every report. */
export function readingWords(reading: Reading, moment: Moment, reason: string | null): string {
  if (reading === 'error') return 'the check broke down';
  if (reading === 'not-run') return 'not looked at';
  const holds: Readonly<Record<Moment, string>> = {
    before: 'true before',
    felt: 'did not notice the failure',
    after: 'true after the restore',
    sabotaged: 'sabotage missed',
    undone: 'true again',
  };
  const broken: Readonly<Record<Moment, string>> = {
    before: 'false before',
    felt: 'noticed the failure',
    after: 'false after the restore',
    sabotaged: 'sabotage detected',
    undone: 'still false',
  };
  if (reading === 'holds') return holds[moment];
  return moment === 'felt' && reason === 'unreachable' ? 'could not be reached' : broken[moment];
}

const proofs = { caught: 'sabotage detected', missed: 'sabotage missed', 'not-run': 'no proof made' } as const;

/** What came of damaging the restored mirror for a check. */
export function proofWords({ proof }: Pick<AssertionResult, 'proof'>): string {
  return proofs[proof];
}

/** A check's readings before, during and after the failure, and its proof, as every report lists them. */
export function checkWords(one: AssertionResult): readonly [before: string, felt: string, after: string, proof: string] {
  return [readingWords(one.before, 'before', null), readingWords(one.felt, 'felt', one.feltReason), readingWords(one.after, 'after', null), proofWords(one)];
}

type Sentences = { readonly [T in FactType]: (fact: FactOf<T>) => string };

const sentences: Sentences = {
  'run-started': (fact) => `Run ${fact.runId} of “${fact.plan.drill.title}” on ${fact.plan.site.title}`,
  'people-recorded': (fact) =>
    `Prepared by ${fact.preparedBy === '' ? 'nobody who was named' : fact.preparedBy}; ${plural(fact.participants.length, 'participant')} named, ${fact.absent.length === 0 ? 'nobody away' : `away: ${fact.absent.join(', ')}`}`,
  'predecessor-noted': (fact) => fact.text,
  'phase-started': (fact) => `Phase ${fact.phase} begins`,
  'phase-ended': (fact) => `Phase ${fact.phase} ends`,
  'stack-described': (fact) =>
    `Mirror: ${plural(fact.components.length, 'component')}, shop software ${fact.commerce.name} ${fact.commerce.version}${fact.commerce.standIn ? ' (stand-in)' : ''}, evidence grade ${fact.grade}`,
  'isolation-probed': (fact) => `Way out: ${plural(fact.probes, 'attempt')} by Muster, ${fact.succeeded} got through`,
  'isolation-counted': (fact) =>
    `The site itself tried ${plural(fact.egressAttempted, 'connection')} to the outside, ${fact.egressSucceeded} got through; ${plural(fact.mailCaptured, 'mail')} captured, ${plural(fact.httpRefused, 'HTTP request')} refused`,
  'health-checked': (fact) => `Health of ${fact.service}, ${fact.rung}: ${fact.holds ? 'holds' : `does not hold (${fact.cause})`}`,
  'data-loaded': (fact) =>
    `Data loaded: ${plural(fact.orders, 'order')}, ${plural(fact.customers, 'customer')}, ${plural(fact.rows, 'row')}${fact.fromSnapshot ? ' (from the snapshot)' : ''}`,
  'backup-taken': (fact) => `Backup made: ${fact.bytes} bytes, ${encryptionWords(fact.encryption)}, ${plural(fact.rowsChangedDuring, 'row')} changed meanwhile`,
  'fingerprint-taken': (fact) => `Fingerprint (${fact.moment}): ${plural(fact.rows, 'row')} in ${plural(fact.tables, 'table')}`,
  'reading-taken': (fact) => `${fact.assertion}: ${readingWords(fact.outcome.reading, fact.moment, fact.outcome.reason ?? null)}`,
  'fault-intended': (fact) => `Failure about to be caused: ${fact.kind}`,
  'fault-injected': (fact) => `Failure caused, begun at ${fact.faultAt.slice(11, 23)}: ${fact.summary}`,
  'fault-observed': (fact) => `Failure ${fact.observed ? 'observed' : 'not observed'}: ${fact.text}`,
  'step-started': (fact) => `Step ${fact.id} begins${fact.attempt > 1 ? ` (attempt ${fact.attempt})` : ''}`,
  'step-ended': (fact) =>
    `Step ${fact.id} ${fact.attempt === 0 ? fact.state : `${fact.state} after ${durationWords(fact.seconds)}`}${fact.text === '' ? '' : `: ${fact.text}`}`,
  'sabotage-intended': (fact) => `Proof of ${fact.assertion}: ${fact.what}`,
  'sabotage-undone': (fact) => `Proof of ${fact.assertion}: the damage was ${fact.ok ? 'put back exactly' : 'NOT put back'}`,
  'proof-ended': (fact) =>
    `Proof of ${fact.assertion}: ${fact.proof === 'caught' ? 'sabotage detected' : fact.proof === 'missed' ? 'sabotage missed' : 'not run'}`,
  'watcher-started': (fact) => `Watcher ${fact.kind} begins, a sample every ${durationWords(fact.resolutionMs / 1000)}`,
  'watcher-noted': (fact) => `Watcher ${fact.kind}: ${fact.text}`,
  'watcher-ended': (fact) => `Watcher ${fact.kind} ends: ${plural(fact.samples, 'sample')}, ${plural(fact.findings.length, 'finding')}`,
  'service-changed': (fact) =>
    `${serviceWords[fact.service] ?? fact.service}: ${fact.holds ? 'works' : 'does not work'}${fact.text === '' ? '' : ` (${fact.text})`}`,
  'incident-noted': (fact) => `Incident ${fact.what} (${fact.by})${fact.text === '' ? '' : `: ${fact.text}`}`,
  'recovery-measured': (fact) =>
    `Restored up to ${fact.newestRestoredRecordAt ?? 'an unknown instant'}; ${fact.ordersLost} of ${plural(fact.ordersPlaced, 'order')} lost`,
  attested: (fact) => `Step ${fact.step} attested by the ${fact.by}: ${fact.result}`,
  interrupted: (fact) => `Interrupted by ${fact.signal} in the phase ${fact.phase}`,
  'run-failed': (fact) => `The run failed in the phase ${fact.phase} (${fact.code}): ${fact.message}`,
  warned: (fact) => `Warning: ${fact.text}`,
  'object-removed': (fact) => `Removed the ${fact.kind} ${fact.name}`,
  'data-destroyed': (fact) => `Destroyed: ${fact.what} (${fact.how})`,
  'teardown-ended': (fact) => `Teardown: ${plural(fact.removed, 'object')} removed, ${fact.leftovers.length} left over`,
  'leak-scanned': (fact) =>
    `${plural(fact.files, 'output')} searched for ${plural(fact.values, 'protected value')}${fact.identifiers === undefined ? '' : ' and for what looks like an identifier'}: ${fact.hits === 0 ? 'none found' : plural(fact.hits, 'hit')}`,
  'backup-fetched': (fact) => `Backup fetched from ${fact.where}: ${plural(fact.files, 'file')}, ${fact.bytes} bytes in ${durationWords(fact.tookMs / 1000)}`,
  'backup-rechecked': (fact) => `The given backup is ${fact.unchanged ? 'unchanged' : 'NOT what it was'} (compared by ${fact.by})`,
  'baseline-compared': (fact) =>
    `Compared with production's baseline: ${plural(fact.lost, 'row')} lost, ${fact.altered} altered, ${fact.added} added${fact.exact ? '' : ' (lower bounds)'}; ${plural(fact.roles, 'role')} differ`,
  'baseline-refused': (fact) => `Not compared with production's baseline: ${fact.why}`,
  'stack-compared': (fact) => `Mirror and production differ in ${plural(fact.differences.length, 'thing')}`,
  'bundle-withheld': (fact) =>
    fact.searched ? `Evidence withheld: ${plural(fact.hits, 'protected value')} found in it` : 'Evidence withheld: it could not be searched',
  'run-finished': () => 'The run is finished; the journal is sealed',
};

/** One fact as one sentence; the same in the report's log and on the terminal. */
export function eventWords(fact: JournalFact): string {
  const say = sentences[fact.type] as (fact: JournalFact) => string;
  return say(fact);
}
