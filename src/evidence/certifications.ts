import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { certificationState, nothingToCertify, type Certification, type CertificationState } from '../model/certification.ts';
import type { Digest } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { DrillResult } from '../model/result.ts';
import { digest, flag, hex, instant, object, oneOf, text } from '../model/schema.ts';
import { attestationsHead, dateProblem } from './attestations.ts';
import { appendLine, readChain } from './chained-lines.ts';
import { bindingOf, bindingProblem, knownNames } from './key-binding.ts';
import { certificationName } from './sealed-files.ts';
import { signatureDoubt, signed } from './signed-statement.ts';
import type { Signer } from './signer.ts';
import { verifySeal, type SealCheck } from './verify-seal.ts';
import { readWithheld } from './withhold.ts';

export type CertificationStatement = Omit<Certification, 'schemaVersion' | 'prev' | 'keyId' | 'publicKey' | 'signature'>;

const isCertification = new Ajv2020().compile<Certification>(
  object<Certification>({
    schemaVersion: oneOf(1),
    runId: text,
    manifest: digest,
    prev: hex,
    evidenceHead: hex,
    role: text,
    name: text,
    result: oneOf('accept', 'reject'),
    resultReviewed: flag,
    correctiveActionsAccepted: flag,
    comment: text,
    at: instant,
    keyId: text,
    publicKey: text,
    signature: text,
  }),
);

/**
 * How a run stands with those who certify it: the seal checked against every file, then certification.ndjson line by
 * line. `result` is what the run's journal and attestations say, `now` an instant. Works on any folder of a run; a withheld,
 * unsealed, unsigned, changed or `demo` run is never certified, and `why` says which. A certification speaks of the attestations
 * that stood there: with others, it has to be made again.
 */
export async function readCertification(dir: string, { result, now }: { readonly result: DrillResult; readonly now: string }): Promise<CertificationState> {
  const seal = await verifySeal(dir);
  const no = await uncertifiable(dir, result, seal);
  if (seal.manifest === null || seal.digest === null) return { state: 'not-certified', why: no ?? '', accepted: [], problems: [], head: null };
  const { accepted, problems, head } = await readLines(dir, { manifest: seal.manifest, digest: seal.digest, result, now });
  if (no !== null) return { state: 'not-certified', why: no, accepted: [], problems, head };
  const evidenceHead = await attestationsHead(dir, result.journal.headHash);
  const current = accepted.filter((one) => one.evidenceHead === evidenceHead);
  const last = accepted.at(-1);
  if (last !== undefined && last.evidenceHead !== evidenceHead) {
    const why = 'Its attestations are not those that were certified: they came later, or some were cut off. Certify it again.';
    return { state: 'not-certified', why, accepted, problems, head };
  }
  return { ...certificationState(current, result.findings.length), accepted, problems, head };
}

/** Why nobody can certify this run; null when somebody can. */
export async function uncertifiable(dir: string, result: DrillResult, seal: SealCheck): Promise<string | null> {
  if ((await readWithheld(dir)) !== null) return 'Its evidence is withheld.';
  const nothing = nothingToCertify(result);
  if (nothing !== null) return nothing;
  switch (seal.state) {
    case 'none':
      return 'It is not sealed.';
    case 'unsigned':
      return 'Its seal is not signed, so nobody says who prepared it.';
    case 'broken':
      return `It was changed after it was sealed: ${seal.problems[0] ?? ''}.`;
    case 'signed':
      return seal.manifest?.runId === result.run.id ? null : 'The seal is of another run.';
  }
}

interface Sealed {
  readonly manifest: Manifest;
  readonly digest: Digest;
  readonly result: DrillResult;
  readonly now: string;
}

async function readLines(dir: string, sealed: Sealed): Promise<Pick<CertificationState, 'accepted' | 'problems' | 'head'>> {
  const form = {
    first: sealed.digest.slice('sha256:'.length),
    isLine: (value: unknown): value is Certification => isCertification(value),
    what: 'certification',
    doubt: signatureDoubt,
  };
  const { lines, problem, head } = await readChain(join(dir, certificationName), form);
  const judged = lines.map(({ value, number }) => ({ value, number, why: certificationProblem(value, sealed) }));
  const problems = judged.filter((one) => one.why !== null).map(({ number, why }) => `${certificationName}:${number}: ${why}`);
  return { accepted: judged.filter((one) => one.why === null).map(({ value }) => value), problems: problem === null ? problems : [...problems, problem], head };
}

/**
 * Why a certification cannot count for a sealed run; null when it can. The preparer is never the certifier, by key and by
 * name; the person is who people.yaml named for the role, with the key that it named, when it named one.
 */
export function certificationProblem(
  one: CertificationStatement & Pick<Certification, 'keyId'>,
  { manifest, digest: sealDigest, result, now }: Sealed,
): string | null {
  const { keyId, name } = manifest.preparedBy;
  if (one.runId !== manifest.runId || one.manifest !== sealDigest) return 'it speaks of another seal';
  if (one.keyId === keyId) return 'the key that sealed the run cannot certify it: whoever prepares evidence never certifies it';
  const preparers = [name, ...knownNames(result, keyId)].filter((known) => known !== '').map(sameName);
  if (preparers.length === 0) return 'nobody is named as preparer, so the certifier cannot be told from them (--prepared-by, or a key in people.yaml)';
  if (preparers.includes(sameName(one.name))) return `${one.name} prepared the run: whoever prepares evidence never certifies it`;
  const binding = bindingOf(result, one);
  if (binding.person === 'unknown') return `people.yaml does not name ${one.name} as ${one.role}`;
  if (one.result === 'accept' && !one.resultReviewed) return 'it accepts a result that was not reviewed';
  return bindingProblem(binding) ?? dateProblem(one.at, [manifest.sealedAt, 'the seal'], now);
}

/** Two ways to write one name are one person. */
function sameName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Signs and appends one line. @throws {DrillError} WRITE_FAILED, KEY_UNUSABLE */
export async function appendCertification(
  dir: string,
  statement: CertificationStatement,
  { prev, signer }: { readonly prev: string; readonly signer: Signer },
): Promise<void> {
  await appendLine(join(dir, certificationName), await signed({ schemaVersion: 1 as const, ...statement, prev }, signer));
}
