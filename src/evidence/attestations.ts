import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Attestation } from '../model/attestation.ts';
import type { DrillResult } from '../model/result.ts';
import { hex, instant, object, oneOf, text } from '../model/schema.ts';
import { appendLine, readChain, type ChainForm } from './chained-lines.ts';
import { bindingOf, bindingProblem } from './key-binding.ts';
import type { Signer } from './signer.ts';
import { signatureDoubt, signed } from './signed-statement.ts';

const attestationsName = 'attestations.ndjson';

export type Statement = Omit<Attestation, 'schemaVersion' | 'prev' | 'keyId' | 'publicKey' | 'signature'>;

const isAttestation = new Ajv2020().compile<Attestation>(
  object<Attestation>({
    schemaVersion: oneOf(1),
    runId: text,
    journalHead: hex,
    prev: hex,
    step: text,
    by: text,
    name: text,
    result: oneOf('done', 'failed'),
    comment: text,
    at: instant,
    keyId: text,
    publicKey: text,
    signature: text,
  }),
);

/** Signs a statement about one step of one sealed journal; `prev` is the head of what stands there already. */
export async function signStatement(statement: Statement, prev: string, signer: Signer): Promise<Attestation> {
  return await signed({ schemaVersion: 1 as const, ...statement, prev }, signer);
}

/** Appends one line beside the journal. @throws {DrillError} WRITE_FAILED */
export async function appendAttestation(dir: string, attestation: Attestation): Promise<void> {
  await appendLine(join(dir, attestationsName), attestation);
}

export interface VerifiedAttestations {
  readonly accepted: readonly Attestation[];
  /** What is wrong with which line, from 1; such a line counts for nothing. */
  readonly problems: readonly string[];
  /**
   * The evidence head, over journal and attestations: the hash of the last line, or the journal's own head without any.
   * Null when the chain of the lines is broken.
   */
  readonly head: string | null;
}

/**
 * Reads the attestations beside a journal and verifies each against the run that the journal alone says: form, chain,
 * signature, key id, run, journal head, step, role, time (`now` is an instant), and the key that people.yaml named for the
 * person, where it did. It stops where the chain breaks: what follows is unproven. It does not find a file that somebody
 * wrote anew as a whole, with whatever key: compare the head with one that was kept elsewhere.
 */
export async function readAttestations(dir: string, result: DrillResult, now: string): Promise<VerifiedAttestations> {
  const { lines, problem, head } = await readChain(join(dir, attestationsName), formAfter(result.journal.headHash));
  const accepted: Attestation[] = [];
  const problems: string[] = [];
  for (const { value, number } of lines) {
    const why = statementProblem(value, result, { now, accepted }) ?? bindingProblem(bindingOf(result, { ...value, role: value.by }));
    if (why === null) accepted.push(value);
    else problems.push(`${attestationsName}:${number}: ${why}`);
  }
  return { accepted, problems: problem === null ? problems : [...problems, problem], head };
}

/** The evidence head of a folder by the chain of its attestations alone; null when that is broken. */
export async function attestationsHead(dir: string, journalHead: string): Promise<string | null> {
  return (await readChain(join(dir, attestationsName), formAfter(journalHead))).head;
}

function formAfter(journalHead: string): ChainForm<Attestation> {
  return { first: journalHead, isLine: (value: unknown): value is Attestation => isAttestation(value), what: 'attestation', doubt: signatureDoubt };
}

/** What a statement is judged by, beside the run. */
interface Circumstances {
  /** RFC 3339, UTC. */
  readonly now: string;
  readonly accepted?: readonly Pick<Attestation, 'step'>[];
}

/**
 * Why a statement cannot count for this run (as its journal alone says it); null when it can. Only a pending step
 * can be attested, once, by the role that it names, after it was reached and not in the future.
 */
export function statementProblem(statement: Statement, result: DrillResult, { now, accepted = [] }: Circumstances): string | null {
  const step = result.steps.find((one) => one.id === statement.step);
  if (!result.journal.sealed) return 'the journal is not sealed: a run that did not come to its end cannot be attested';
  if (statement.runId !== result.run.id || statement.journalHead !== result.journal.headHash) return 'it speaks of another run';
  if (step === undefined) return `the runbook has no step ${statement.step}`;
  if (step.state !== 'pending') return `the step ${step.id} does not wait for an attestation: the run has it as ${step.state}`;
  if (step.who !== statement.by) return `the step ${step.id} is the ${step.who}'s, not the ${statement.by}'s`;
  const late = dateProblem(statement.at, [step.startedAt ?? result.run.finishedAt ?? '', 'the step'], now);
  return late ?? (accepted.some((one) => one.step === statement.step) ? `the step ${step.id} is attested already` : null);
}

/**
 * Why an instant is not between two others; null when it is. An instant that is none, and a day that no calendar has,
 * compare as false: whatever cannot be shown is refused.
 */
export function dateProblem(at: string, [reachedAt, what]: readonly [string, string], now: string): string | null {
  const atMs = Date.parse(at);
  if (Number.isNaN(atMs) || new Date(atMs).toISOString().slice(0, 19) !== at.slice(0, 19)) return 'its date does not exist';
  if (!(atMs >= Date.parse(reachedAt))) return `it is dated before ${what}`;
  return atMs <= Date.parse(now) ? null : 'it is dated later than now';
}
