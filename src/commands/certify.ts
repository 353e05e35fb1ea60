import { resolve } from 'node:path';
import { appendCertification, certificationProblem, readCertification, uncertifiable } from '../evidence/certifications.ts';
import { bindingOf, bindingWords } from '../evidence/key-binding.ts';
import { keyIdOf } from '../evidence/keys.ts';
import { signerOf } from '../evidence/signer-of.ts';
import { verifySeal } from '../evidence/verify-seal.ts';
import { readWithheld } from '../evidence/withhold.ts';
import { certifyingRole } from '../model/certification.ts';
import { DrillError, exitCodes, type ExitCode } from '../model/errors.ts';
import type { DrillResult } from '../model/result.ts';
import { plural } from '../model/words.ts';
import { evidenceOf } from './evidence-of.ts';
import type { CommandPorts, Io } from './io.ts';

export interface CertifyFlags {
  readonly role: string;
  readonly result: string;
  readonly comment?: string;
  /** The signer's private key, a PEM file, or `agent`. */
  readonly key: string;
  /** Default: whom people.yaml named as the role's holder when the run began. */
  readonly name?: string;
  readonly acceptCorrectiveActions?: boolean;
  readonly json?: boolean;
}

const refused = (why: string, hint?: string): DrillError =>
  new DrillError('CERTIFICATION_REFUSED', `Nothing was certified: ${why}`, hint === undefined ? {} : { hint });

/**
 * `muster certify DIR`: a responsible person reviewed a sealed run and accepts or rejects its result, signed, in a file beside
 * the seal. Accepting the corrective actions is a statement of its own. Exit 0 when the run is certified after it, 1 when
 * it is rejected, 2 when something is still missing. A run that failed can be certified: as a true record of a failure.
 * @throws {DrillError} CERTIFICATION_REFUSED, KEY_UNUSABLE, WRITE_FAILED
 */
export async function certify(folder: string, flags: CertifyFlags, io: Io, ports: Pick<CommandPorts, 'clock' | 'env'>): Promise<ExitCode> {
  if (flags.result !== 'accept' && flags.result !== 'reject') throw refused(`the result is accept or reject, not "${flags.result}".`);
  const signer = await signerOf(flags.key, { cwd: io.cwd, env: ports.env });
  const { dir, result, head: evidenceHead } = await evidenceOf(await mustBeReadable(folder, io), io, ports);
  const seal = await verifySeal(dir);
  const no = await uncertifiable(dir, result, seal);
  if (no !== null || seal.manifest === null || seal.digest === null) throw refused(no ?? 'there is no seal.');
  if (evidenceHead === null) throw refused('the chain of the attestations is broken.', 'See `muster verify`.');
  const now = ports.clock.now();
  const before = await readCertification(dir, { result, now });
  if (before.head === null)
    throw refused(`${before.problems.at(-1) ?? ''}.`, 'Nothing is added to certifications that were changed: take the file from the evidence store again.');
  const statement = {
    runId: result.run.id,
    manifest: seal.digest,
    evidenceHead,
    role: flags.role,
    name: flags.name ?? holderOf(result, flags.role),
    result: flags.result,
    resultReviewed: true,
    correctiveActionsAccepted: flags.acceptCorrectiveActions ?? false,
    comment: flags.comment ?? '',
    at: now,
  } as const;
  const keyId = keyIdOf(signer.publicKey);
  const problem = certificationProblem({ ...statement, keyId }, { manifest: seal.manifest, digest: seal.digest, result, now });
  if (problem !== null) throw refused(`${problem}.`);
  await appendCertification(dir, statement, { prev: before.head, signer });
  const after = await readCertification(dir, { result, now });
  io.err(`Signed with ${keyId}: ${bindingWords(bindingOf(result, { role: flags.role, name: statement.name, keyId }))}.`);
  if (flags.json === true) io.out(JSON.stringify(after));
  else tell(after, flags, result.findings.length, io);
  return { certified: exitCodes.pass, rejected: exitCodes.fail, 'not-certified': exitCodes.inconclusive }[after.state];
}

function tell({ state, why, head }: Awaited<ReturnType<typeof readCertification>>, flags: CertifyFlags, findings: number, io: Io): void {
  io.out(`${state.toUpperCase()}: ${why}`);
  if (state === 'not-certified' && flags.role === certifyingRole && findings > 0 && flags.acceptCorrectiveActions !== true)
    io.err(`The run has ${plural(findings, 'finding')}: certify again with --accept-corrective-actions once their corrective actions are agreed.`);
  io.out(`Certification head: ${head ?? 'none, the chain is broken'}  (keep it where nobody who may write this folder can)`);
}

/** A withheld run has no journal to read: it is said before that is found out. */
async function mustBeReadable(folder: string, io: Io): Promise<string> {
  if ((await readWithheld(resolve(io.cwd, folder))) !== null)
    throw refused('its evidence is withheld.', 'Open it, in a place that may hold PHI, and run the drill again without the leak.');
  return folder;
}

function holderOf({ people }: DrillResult, role: string): string {
  const holder = people.roster?.find((one) => one.role === role && one.as === 'holder');
  if (holder !== undefined) return holder.name;
  const roles = [...new Set((people.roster ?? []).map((one) => one.role))].join(', ');
  throw refused(`people.yaml has no role ${role}.`, roles === '' ? '' : `Roles there when the run began: ${roles}.`);
}
