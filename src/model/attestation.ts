import type { Instant } from './json.ts';

/** What a person did in a manual step, signed afterwards. Stands beside the sealed journal, never in it. */
export interface Attestation {
  readonly schemaVersion: 1;
  readonly runId: string;
  /** Hash of the journal's last event: what exactly was attested to. */
  readonly journalHead: string;
  /** SHA-256 of the line before in attestations.ndjson; of the first line, the journal's head. */
  readonly prev: string;
  readonly step: string;
  /** The role that the step names. */
  readonly by: string;
  readonly name: string;
  readonly result: 'done' | 'failed';
  readonly comment: string;
  readonly at: Instant;
  readonly keyId: string;
  /** Ed25519 public key, SPKI in base64; `keyId` is its digest. */
  readonly publicKey: string;
  /** Ed25519 over the canonical JSON of everything else, base64. */
  readonly signature: string;
}
