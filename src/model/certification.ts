import type { Digest, Instant } from './json.ts';
import type { DrillResult } from './result.ts';

/** The role that certifies a result: the security official of 45 CFR 164.308(a)(2). Others may sign beside it. */
export const certifyingRole = 'security-official';

/** What a responsible person says of a sealed run, signed. Stands beside the seal, in certification.ndjson, never in it. */
export interface Certification {
  readonly schemaVersion: 1;
  readonly runId: string;
  /** SHA-256 of manifest.json: what exactly was certified. */
  readonly manifest: Digest;
  /** SHA-256 of the line before in certification.ndjson; of the first line, of manifest.json. */
  readonly prev: string;
  /** Over journal and attestations, as the person saw them. */
  readonly evidenceHead: string;
  /** A role of people.yaml; only `certifyingRole` certifies. */
  readonly role: string;
  readonly name: string;
  readonly result: 'accept' | 'reject';
  /** The person reviewed the result. Always said with `accept`. */
  readonly resultReviewed: boolean;
  /** The person accepts the corrective actions for the findings: a statement apart. */
  readonly correctiveActionsAccepted: boolean;
  readonly comment: string;
  readonly at: Instant;
  readonly keyId: string;
  /** Ed25519 public key, SPKI in base64; `keyId` is its digest. */
  readonly publicKey: string;
  /** Ed25519 over the canonical JSON of everything else, base64. */
  readonly signature: string;
}

/** How a run stands with those who answer for it. */
export interface CertificationState {
  /** `rejected`: somebody's last word is no. `certified` needs the certifying role's last word, and what it asks for. */
  readonly state: 'certified' | 'rejected' | 'not-certified';
  /** Why it is not certified, in words; who certified it, when it is. */
  readonly why: string;
  /** Verified lines, oldest first. */
  readonly accepted: readonly Certification[];
  /** What is wrong with which line, from 1; such a line counts for nothing. */
  readonly problems: readonly string[];
  /** SHA-256 of the last line, of manifest.json without any; null when the chain is broken or there is no seal. */
  readonly head: string | null;
}

/**
 * What verified certifications amount to. The last word of each role counts. Certified: the certifying role's last word
 * is `accept`, and it accepts the corrective actions where the run has findings (`findings` of them), and nobody's last
 * word is `reject`.
 */
export function certificationState(accepted: readonly Certification[], findings: number): Pick<CertificationState, 'state' | 'why'> {
  const last = [...new Map(accepted.map((one) => [one.role, one])).values()];
  const no = last.find((one) => one.result === 'reject');
  if (no !== undefined) return { state: 'rejected', why: `Rejected by the ${no.role} on ${no.at.slice(0, 10)}.` };
  const yes = last.find((one) => one.role === certifyingRole);
  if (yes === undefined) return { state: 'not-certified', why: `The ${certifyingRole} has not certified it.` };
  if (findings > 0 && !yes.correctiveActionsAccepted)
    return { state: 'not-certified', why: `The ${yes.role} reviewed the result, and has not accepted the corrective actions for its findings.` };
  return { state: 'certified', why: `Certified by the ${yes.role} on ${yes.at.slice(0, 10)}.` };
}

/** Why a run's result is nothing to certify, whatever its seal; null when it is something. */
export function nothingToCertify({ evidenceGrade, run, reasons }: Pick<DrillResult, 'evidenceGrade' | 'run' | 'reasons'>): string | null {
  if (evidenceGrade === 'demo') return 'Its evidence grade is demo: it counts towards nothing.';
  if (run.state !== 'finished') return 'The run did not finish.';
  if (reasons.some(({ code }) => code === 'fault-not-injected')) return 'No failure was caused, so no recovery was shown.';
  return null;
}
