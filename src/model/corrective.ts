import type { Digest, Instant } from './json.ts';
import type { EvidenceGrade } from './reading.ts';

/** What a line of corrective.ndjson says. Lines are only ever added; each names the hash of the one before. */
export type CorrectiveEntry = CorrectivePlace & (Opened | Progressed | Waived | Closed);

interface CorrectivePlace {
  readonly schemaVersion: 1;
  /** From 0. */
  readonly seq: number;
  readonly prev: string;
  readonly at: Instant;
  /** `CA-0001`, one for each action. */
  readonly id: string;
  /** Who signed the entry, with the two below, as an attestation is; all three are absent where nobody did. */
  readonly keyId?: string;
  readonly publicKey?: string;
  readonly signature?: string;
}

/** A finding gets an action, an owner and a day. */
export interface Opened {
  readonly type: 'opened';
  readonly runId: string;
  readonly drill: string;
  readonly site: string;
  /** Of the run: what shows that it is mended must speak about as much. */
  readonly grade: EvidenceGrade;
  /** Id of the finding in that run's result. */
  readonly finding: string;
  readonly severity: 'high' | 'medium' | 'low';
  readonly text: string;
  /** Citations. */
  readonly controls: readonly string[];
  readonly rootCause: string;
  readonly action: string;
  /** A role or a person. */
  readonly owner: string;
  /** A day. */
  readonly due: string;
}

export interface Progressed {
  readonly type: 'progressed';
  readonly by: string;
  readonly note: string;
}

/** The risk is accepted until the end of a day; after it the action is open again, and overdue. */
export interface Waived {
  readonly type: 'waived';
  readonly by: string;
  readonly reason: string;
  readonly expires: string;
}

export interface Closed {
  readonly type: 'closed';
  readonly by: string;
  readonly evidence: string;
  /** A file that shows it, by its digest; it is not copied. */
  readonly file: { readonly name: string; readonly digest: Digest } | null;
  /** The drill that showed it: sealed, later, of the same drill and site, of the same grade or a better one, without the finding. */
  readonly verifiedBy: { readonly runId: string; readonly manifest: Digest };
}

/** The key that signed what is said; null: nobody signed it. Whose the key is, it does not say. */
interface SignedBy {
  readonly keyId: string | null;
}

/** One action as it stands. */
export interface CorrectiveAction extends Omit<Opened, 'type'>, SignedBy {
  readonly id: string;
  readonly openedAt: Instant;
  readonly status: 'open' | 'in-progress' | 'waived' | 'closed';
  /** Not closed after its day, or a waiver that has expired. */
  readonly overdue: boolean;
  readonly notes: readonly ({ readonly at: Instant; readonly by: string; readonly text: string } & SignedBy)[];
  readonly waiver: (Omit<Waived, 'type'> & SignedBy & { readonly at: Instant; readonly expired: boolean }) | null;
  readonly closure: (Omit<Closed, 'type'> & SignedBy & { readonly at: Instant }) | null;
}

/** Every action in the order in which they were opened, as of `today` (a day). Entries of an unknown id count for nothing. */
export function correctiveActions(entries: readonly CorrectiveEntry[], today: string): readonly CorrectiveAction[] {
  const byId = Map.groupBy(entries, (entry) => entry.id);
  return entries.flatMap((entry) => (entry.type === 'opened' ? [actionOf(entry, byId.get(entry.id) ?? [], today)] : []));
}

function actionOf(opened: CorrectivePlace & Opened, entries: readonly CorrectiveEntry[], today: string): CorrectiveAction {
  const { type: _type, schemaVersion: _version, seq: _seq, prev: _prev, publicKey: _key, signature: _signature, at, keyId = null, ...said } = opened;
  const last = <T extends CorrectiveEntry['type']>(type: T): Extract<CorrectiveEntry, { readonly type: T }> | undefined =>
    entries.findLast((entry): entry is Extract<CorrectiveEntry, { readonly type: T }> => entry.type === type);
  const waiver = waiverOf(last('waived'), today);
  const closure = closureOf(last('closed'));
  const open = last('progressed') === undefined ? 'open' : 'in-progress';
  const unclosed = waiver !== null && !waiver.expired ? 'waived' : open;
  return {
    ...said,
    openedAt: at,
    keyId,
    status: closure === null ? unclosed : 'closed',
    overdue: closure === null && unclosed !== 'waived' && (waiver !== null || said.due < today),
    notes: entries.flatMap((one) => (one.type === 'progressed' ? [{ at: one.at, by: one.by, text: one.note, keyId: one.keyId ?? null }] : [])),
    waiver,
    closure,
  };
}

function waiverOf(entry: (CorrectivePlace & Waived) | undefined, today: string): CorrectiveAction['waiver'] {
  if (entry === undefined) return null;
  const { at, by, reason, expires, keyId = null } = entry;
  return { at, by, reason, expires, expired: expires < today, keyId };
}

function closureOf(entry: (CorrectivePlace & Closed) | undefined): CorrectiveAction['closure'] {
  if (entry === undefined) return null;
  const { at, by, evidence, file, verifiedBy, keyId = null } = entry;
  return { at, by, evidence, file, verifiedBy, keyId };
}
