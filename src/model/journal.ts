import type { Instant } from './json.ts';
import type { JournalFact } from './journal-fact.ts';

export type FactType = JournalFact['type'];
export type FactOf<T extends FactType> = Extract<JournalFact, { type: T }>;

/** What the journal adds to a fact: number, instant, monotonic milliseconds since the run's start, hash chain. */
export interface JournalEnvelope {
  readonly seq: number;
  readonly at: Instant;
  readonly ms: number;
  readonly prev: string;
  /** SHA-256, hex, of the line's canonical JSON without this field. */
  readonly hash: string;
}

type KeysOf<F> = F extends unknown ? keyof F : never;
/** A fact may not have a field of the envelope: it would be overwritten. Then this type is `never` and nothing compiles. */
export type JournalEvent = [Extract<KeysOf<JournalFact>, keyof JournalEnvelope>] extends [never] ? JournalFact & JournalEnvelope : never;

/** Appends one fact; resolves when it is on disk (written and fsynced). */
export type RecordFact = (fact: JournalFact) => Promise<JournalEvent>;
