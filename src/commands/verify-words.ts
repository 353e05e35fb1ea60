import type { readWithheld } from '../evidence/withhold.ts';
import type { StampCheck } from '../evidence/timestamp.ts';
import type { SealCheck } from '../evidence/verify-seal.ts';
import type { CertificationState } from '../model/certification.ts';
import { exitCodes, type ExitCode } from '../model/errors.ts';
import { printable } from '../model/printable.ts';
import { plural } from '../model/words.ts';
import type { Io } from './io.ts';

/** What can be said of a run from its seal alone. */
export interface Surroundings {
  /** What the ledger says of it. */
  readonly chain: string;
  readonly timestamp: StampCheck;
  /** A bundle of GitHub's attestation is there; it is never checked here. */
  readonly sigstore: boolean;
}

/** What `muster verify` found, as it stands in its `--json`. */
export interface Found extends Surroundings {
  readonly entries: number;
  readonly headHash: string;
  /** Over journal and attestations; null when one of their chains is broken. */
  readonly evidenceHead: string | null;
  /** The journal came to its end. */
  readonly sealed: boolean;
  readonly seal: Pick<SealCheck, 'state' | 'digest' | 'keyGiven' | 'manifest'>;
  readonly certification: Pick<CertificationState, 'state' | 'why'> & { readonly certifications: number };
  readonly problems: readonly string[];
  /** Reports that this version of Muster cannot judge, and why. */
  readonly notCompared: readonly string[];
  readonly attestations: readonly { readonly step: string; readonly by: string; readonly keyId: string; readonly key: string }[];
}

/** Problems to standard error, the rest to standard output. */
export function tellVerified(found: Found, io: Io): void {
  const { entries, headHash, evidenceHead, sealed, problems, notCompared, attestations, certification } = found;
  const out = (line: string): void => io.out(printable(line));
  for (const problem of problems) io.err(printable(problem));
  for (const line of sealLines(found.seal)) out(line);
  for (const line of surroundings(found)) out(line);
  out(`Journal: ${entries} events read, ${sealed ? 'complete' : 'breaks off'}, head ${headHash}`);
  for (const { step, by, keyId, key } of attestations) out(`Attestation of ${step} by the ${by}: the signature holds, key ${keyId} (${key})`);
  out(`Certification: ${certification.state}. ${certification.why}`);
  for (const text of grouped(notCompared)) out(text);
  out(`Evidence head: ${evidenceHead ?? 'none, for a chain is broken'}${evidenceHead === null ? '' : ' (journal and attestations)'}`);
  if (problems.length > 0) out(`The evidence was CHANGED: ${plural(problems.length, 'problem')}, the first: ${problems[0] ?? ''}`);
  else out(sealed ? 'No change was found.' : 'No change was found, but the run did not come to its end.');
  for (const line of limits(found.seal)) out(line);
}

function sealLines({ state, digest, manifest, keyGiven }: Found['seal']): readonly string[] {
  if (state === 'none' || manifest === null) return [state === 'none' ? 'Seal: none. This folder is not sealed.' : 'Seal: BROKEN'];
  const { keyId, name } = manifest.preparedBy;
  const signature = keyId === null ? 'NOT SIGNED' : `signed by ${keyId}${keyGiven ? ', the key that was given' : ', whose public half stands in it'}`;
  return [
    `Seal: ${state === 'broken' ? 'BROKEN' : signature}; ${plural(manifest.files.length, 'file')}, prepared by ${name === '' ? 'nobody who was named' : name}, ${digest ?? ''}`,
    `Before it: ${manifest.predecessorText}${manifest.attemptsSince.length === 0 ? '' : ` Started since and never sealed: ${manifest.attemptsSince.join(', ')}.`}`,
  ];
}

function surroundings({ seal, chain, timestamp: { state, time }, sigstore }: Surroundings & Pick<Found, 'seal'>): readonly string[] {
  const stamp = {
    valid: `Time stamp: the seal existed at ${time ?? ''}`,
    broken: 'Time stamp: BROKEN',
    unchecked: `Time stamp: names ${time ?? ''}; not checked (--tsa-ca FILE)`,
    none: '',
  }[state];
  const github = 'GitHub attestation: there, not checked here: gh attestation verify manifest.json --bundle seal.sigstore.json';
  return [...(stamp === '' ? [] : [stamp]), ...(sigstore ? [github] : []), ...(seal.state === 'none' ? [] : [chain])];
}

/** Said each time: what a sound bundle does not show by itself. */
function limits({ state, keyGiven }: Found['seal']): readonly string[] {
  if (state === 'signed' && keyGiven) return ['Not shown here: that the key is whose you think it is, and that no later run was left out (muster ledger).'];
  const made = 'a folder, or attestations, written anew as a whole by anybody with any key';
  return [
    `Not detected without the sealer's public key (--key), or the evidence head kept elsewhere: ${made}. A key that people.yaml does not name is not bound to a person.`,
  ];
}

/** What can be said without the key: whether the archive is the one that was made, and everything that the seal shows. */
export function tellWithheld(
  { kept, intact }: NonNullable<Awaited<ReturnType<typeof readWithheld>>>,
  around: Surroundings & Pick<Found, 'seal' | 'problems'>,
  flags: { readonly json?: boolean },
  io: Io,
): ExitCode {
  const { problems, seal, chain, timestamp, sigstore } = around;
  if (flags.json === true) io.out(JSON.stringify({ ...kept, intact, seal, chain, timestamp, sigstore, problems }));
  else {
    for (const problem of problems) io.err(printable(problem));
    io.out(printable(`The evidence of run ${kept.runId} is withheld: its files held protected values, or could not be searched for them.`));
    for (const line of [...sealLines(seal), ...surroundings(around)]) io.out(printable(line));
    io.out(intact ? 'The encrypted archive is the one that was made.' : 'The encrypted archive was CHANGED, or is not there.');
    io.out('To verify what is in it: age -d -i KEY withheld.tar.age | tar -x, in a place that may hold PHI.');
  }
  return intact && problems.length === 0 ? exitCodes.inconclusive : exitCodes.fail;
}

/** Reports that were not compared for one reason, on one line: two by name, and how many more. */
function grouped(lines: readonly string[]): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const line of lines) {
    const [file = '', ...why] = line.split(': ');
    const reason = why.join(': ');
    byReason.set(reason, [...(byReason.get(reason) ?? []), file]);
  }
  return [...byReason].map(([reason, files]) => `${files.slice(0, 2).join(', ')}${files.length > 2 ? ` and ${files.length - 2} more` : ''}: ${reason}`);
}
