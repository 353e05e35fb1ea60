/**
 * Where evidence is kept, and the ledger of all runs with it. A store only ever adds. Nothing here is retried by the store
 * itself; credentials come from the environment and stand in no message.
 */
export interface EvidenceStore extends AsyncDisposable {
  /** What messages call it. */
  readonly where: string;
  /** The ledger's whole text; empty when there is none yet. @throws {DrillError} STORE_UNAVAILABLE */
  readLedger(): Promise<string>;
  /** Adds one line after exactly `before`; false, and nothing added, when another was quicker. @throws {DrillError} STORE_UNAVAILABLE */
  addToLedger(line: string, before: string): Promise<boolean>;
  /** Copies a sealed run's folder to `name` (`2026-Q4/…`). What is there already is not changed. @throws {DrillError} STORE_UNAVAILABLE */
  keep(dir: string, name: string): Promise<void>;
}
