import type { Digest, Instant } from './json.ts';
import type { EvidenceGrade, Verdict } from './reading.ts';

/** One file under the seal. */
export interface SealedFile {
  /** Relative to the run's folder, with slashes. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: string;
}

/** What a run says of the sealed run before it, of the same drill on the same site. */
export interface Predecessor {
  readonly runId: string;
  /** SHA-256 of its manifest.json. */
  readonly manifest: Digest;
  readonly verdict: Verdict;
}

/** manifest.json: every file of a sealed run, and what it follows. Canonical JSON, files sorted by path. */
export interface Manifest {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly drill: string;
  readonly site: string;
  readonly verdict: Verdict;
  readonly evidenceGrade: EvidenceGrade;
  readonly sealedAt: Instant;
  readonly tool: { readonly version: string; readonly commit: string };
  /** Hash of the journal's last event. */
  readonly journalHead: string;
  /** null: no predecessor; `predecessorText` says so in words, or why none is known. */
  readonly predecessor: Predecessor | null;
  readonly predecessorText: string;
  /** Runs of the same drill and site that the ledger names since the predecessor and that were not sealed. */
  readonly attemptsSince: readonly string[];
  /** Hash of the ledger's line of this run's start; null without a ledger. */
  readonly ledgerHead: string | null;
  /** Who ran the drill: never its certifier. Name empty when nobody was named; key null for an unsigned seal. */
  readonly preparedBy: { readonly name: string; readonly keyId: string | null; readonly publicKey: string | null };
  readonly files: readonly SealedFile[];
}
