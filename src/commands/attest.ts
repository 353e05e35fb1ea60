import { appendAttestation, readAttestations, signStatement, statementProblem } from '../evidence/attestations.ts';
import { signerOf } from '../evidence/signer-of.ts';
import { DrillError } from '../model/errors.ts';
import type { ExitCode } from '../model/errors.ts';
import { bindingOf, bindingProblem, bindingWords } from '../evidence/key-binding.ts';
import { keyIdOf } from '../evidence/keys.ts';
import { evidenceOf } from './evidence-of.ts';
import type { CommandPorts, Io } from './io.ts';
import { renderAgain } from './report.ts';

export interface AttestFlags {
  readonly step: string;
  /** The role that the step names. */
  readonly by: string;
  readonly name: string;
  readonly result: 'done' | 'failed';
  readonly comment?: string;
  /** The signer's private key, a PEM file. */
  readonly key: string;
}

/**
 * `muster attest DIR --step ID …`: signs what a person did in a manual step and writes it beside the sealed journal,
 * which is never changed; then renders the reports again. The exit code is the new verdict's.
 * @throws {DrillError} ATTESTATION_REFUSED when the step does not wait for it, or the role is another one.
 */
export async function attest(
  dir: string,
  flags: AttestFlags,
  io: Io,
  ports: Pick<CommandPorts, 'clock'> & Partial<Pick<CommandPorts, 'env'>>,
): Promise<ExitCode> {
  const { dir: folder, alone } = await evidenceOf(dir, io, ports);
  const statement = {
    runId: alone.run.id,
    journalHead: alone.journal.headHash,
    step: flags.step,
    by: flags.by,
    name: flags.name,
    result: flags.result,
    comment: flags.comment ?? '',
    at: ports.clock.now(),
  };
  const { accepted, head, problems } = await readAttestations(folder, alone, statement.at);
  if (head === null) throw new DrillError('ATTESTATION_REFUSED', `Nothing was attested: ${problems.at(-1) ?? ''}.`, { hint: brokenHint });
  const known = flags.result === 'done' || flags.result === 'failed';
  const problem = known ? statementProblem(statement, alone, { now: statement.at, accepted }) : 'the result is done or failed';
  if (problem !== null) throw new DrillError('ATTESTATION_REFUSED', `Nothing was attested: ${problem}.`, { hint: waiting(alone.steps) });
  const signer = await signerOf(flags.key, { cwd: io.cwd, env: ports.env ?? {} });
  const binding = bindingOf(alone, { role: flags.by, name: flags.name, keyId: keyIdOf(signer.publicKey) });
  const another = bindingProblem(binding);
  if (another !== null)
    throw new DrillError('ATTESTATION_REFUSED', `Nothing was attested: ${another}.`, { hint: 'Sign with the key that people.yaml named when the run began.' });
  await appendAttestation(folder, await signStatement(statement, head, signer));
  const evidence = await evidenceOf(folder, io, ports);
  const code = await renderAgain(evidence, {}, io, ports);
  io.err(`Signed with ${keyIdOf(signer.publicKey)}: ${bindingWords(binding)}.`);
  io.out(`Evidence head: ${evidence.head ?? 'none, the attestations are broken'}  (keep it where nobody who may write this folder can)`);
  return code;
}

const brokenHint = 'Nothing is added to attestations that were changed: take the file from the evidence store again. A cut last line may be removed.';

function waiting(steps: readonly { readonly id: string; readonly state: string; readonly who: string }[]): string {
  const pending = steps.filter((step) => step.state === 'pending').map((step) => `${step.id} (${step.who})`);
  return pending.length === 0 ? 'No step of this run waits for an attestation.' : `These steps wait for one: ${pending.join(', ')}.`;
}
