import type { Tap } from './row-tap.ts';

/** What a dump says of one table. */
export interface TableFacts {
  created: boolean;
  rows: number;
  columns: readonly string[];
}

/** Receives what the scanner comes across. */
export interface SqlListener {
  /** Whose rows are to be shown; null: they are only counted. */
  tapFor(table: string): Tap | null;
  /** A comment line, without its line end; long ones are cut. */
  comment(line: string): void;
}
