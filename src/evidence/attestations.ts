import { createHash, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Attestation } from '../model/attestation.ts';
import { canonicalJson } from '../model/canonical.ts';
import { DrillError } from '../model/errors.ts';
import type { DrillResult } from '../model/result.ts';
import { hex, instant, object, oneOf, text } from '../model/schema.ts';
import { exportPublic, importPublic, keyIdOf } from './keys.ts';

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
export function signStatement(statement: Statement, prev: string, key: KeyObject): Attestation {
  const unsigned = { schemaVersion: 1 as const, ...statement, prev, keyId: keyIdOf(key), publicKey: exportPublic(key) };
  return { ...unsigned, signature: sign(null, Buffer.from(canonicalJson(unsigned)), key).toString('base64') };
}

/**
 * Appends one line beside the journal, fsynced; a link is not followed. It does not look at what stands there: of two
 * that are appended at once, the second breaks the chain.
 * @throws {DrillError} WRITE_FAILED
 */
export async function appendAttestation(dir: string, attestation: Attestation): Promise<void> {
  const path = join(dir, attestationsName);
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
  try {
    const handle = await open(path, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o644);
    try {
      await handle.appendFile(`${canonicalJson(attestation)}\n`);
      await handle.datasync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new DrillError('WRITE_FAILED', `${path}: the attestation could not be written`, { cause });
  }
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
 * signature, key id, run, journal head, step, role, time (`now` is an instant). It stops where the chain breaks: what
 * follows is unproven. It does not find a file that somebody wrote anew as a whole, with whatever key: compare the head
 * with one that was kept elsewhere. That a key belongs to the person who is named, nobody but the person can say.
 */
export async function readAttestations(dir: string, result: DrillResult, now: string): Promise<VerifiedAttestations> {
  const accepted: Attestation[] = [];
  const problems: string[] = [];
  let head = result.journal.headHash;
  const lines = await linesOf(join(dir, attestationsName));
  if (typeof lines === 'string') return { accepted, problems: [`${attestationsName}: ${lines}`], head: null };
  for (const [index, line] of lines.entries()) {
    const place = `${attestationsName}:${index + 1}`;
    const found = checkLine(line, head);
    if (typeof found === 'string') return { accepted, problems: [...problems, `${place}: ${found}`], head: null };
    const problem = statementProblem(found, result, { now, accepted });
    if (problem === null) accepted.push(found);
    else problems.push(`${place}: ${problem}`);
    head = createHash('sha256').update(line.slice(0, -1)).digest('hex');
  }
  return { accepted, problems, head };
}

/** The file's lines, each with its end, which a cut last one lacks; none when there is no file; or why they cannot be read. */
async function linesOf(path: string): Promise<readonly string[] | string> {
  try {
    return (await readFile(path, 'utf8')).split(/(?<=\n)/u).filter((line) => line !== '');
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? [] : 'cannot be read';
  }
}

/** The attestation of a line that follows the hash `prev`, or why the chain breaks at it. */
function checkLine(whole: string, prev: string): Attestation | string {
  if (!whole.endsWith('\n')) return 'is cut: it was not written to its end';
  const line = whole.slice(0, -1);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'is not JSON';
  }
  if (!isAttestation(value)) return 'is no attestation that this version of Muster knows';
  if (canonicalJson(value) !== line) return 'was changed after it was written: it is not in canonical form';
  if (!signatureHolds(value)) return 'its signature does not hold: it was changed, or another key signed it';
  return value.prev === prev ? value : 'does not follow the line before it (the first: the journal): a line was removed, added or moved';
}

function signatureHolds({ signature, ...unsigned }: Attestation): boolean {
  const key = importPublic(unsigned.publicKey);
  if (key === null || keyIdOf(key) !== unsigned.keyId) return false;
  return verify(null, Buffer.from(canonicalJson(unsigned)), key, Buffer.from(signature, 'base64'));
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
  if (step.state !== 'pending') return `the step ${step.id} does not wait for an attestation: it is ${step.state}`;
  if (step.who !== statement.by) return `the step ${step.id} is the ${step.who}'s, not the ${statement.by}'s`;
  const late = dateProblem(statement.at, step.startedAt ?? result.run.finishedAt ?? '', now);
  return late ?? (accepted.some((one) => one.step === statement.step) ? `the step ${step.id} is attested already` : null);
}

/** An instant that is none, and a day that no calendar has, compare as false: whatever cannot be shown is refused. */
function dateProblem(at: string, reachedAt: string, now: string): string | null {
  const atMs = Date.parse(at);
  if (Number.isNaN(atMs) || new Date(atMs).toISOString().slice(0, 19) !== at.slice(0, 19)) return 'its date does not exist';
  if (!(atMs >= Date.parse(reachedAt))) return 'it is dated before the step';
  return atMs <= Date.parse(now) ? null : 'it is dated later than now';
}
