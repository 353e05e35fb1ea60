import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical.ts';
import type { JournalEnvelope, JournalEvent } from './journal.ts';
import type { JournalFact } from './journal-fact.ts';

/** What the first event of a journal names as the hash before it. */
export const firstPrev = '0'.repeat(64);

/** Puts a fact into its envelope: the hash covers everything of the line but itself. Pure. */
export function linkEvent(fact: JournalFact, place: Omit<JournalEnvelope, 'hash'>): JournalEvent {
  const event = { ...fact, ...place };
  return { ...event, hash: eventHash(event) };
}

/** SHA-256, hex, of an event's canonical JSON without its field `hash`. */
function eventHash(event: object): string {
  const { hash: _, ...rest } = event as { readonly hash?: unknown };
  return createHash('sha256').update(canonicalJson(rest)).digest('hex');
}

/** Why `event` cannot follow `previous` (null: it is the first); null when it can. */
export function chainProblem(event: JournalEvent, previous: JournalEvent | null): string | null {
  const seq = previous === null ? 0 : previous.seq + 1;
  if (event.seq !== seq) return `is event ${event.seq}, where event ${seq} was expected: a line was removed, added or moved`;
  if (event.prev !== (previous?.hash ?? firstPrev)) return 'does not follow the line before it: a line was removed, added or moved';
  if (event.hash !== eventHash(event)) return 'was changed after it was written: its hash does not fit';
  return null;
}
