/** A row as the database gives it: big numbers, decimals and dates as strings, binary as Buffer. */
export type Row = { readonly [column: string]: string | number | Buffer | null };

/** One connection. Statements are parameterised; identifiers come from checked definitions only. */
export interface Sql {
  /** @throws {DrillError} DATABASE_ERROR (never with row content), UNREACHABLE when the server is gone. */
  query(sql: string, values?: readonly SqlValue[]): Promise<readonly Row[]>;
  /** Runs a statement; returns the affected rows. Same errors as `query`. */
  execute(sql: string, values?: readonly SqlValue[]): Promise<number>;
}

export type SqlValue = string | number | bigint | Buffer | null;

/** The mirror's database through Muster's own account; reconnects after the server was replaced. */
export interface Database extends Sql {
  /** Table prefix of the site, e.g. `wp_`. */
  readonly prefix: string;
  /** A connection of the caller's own (for watchers and parallel work). */
  connect(): Promise<Sql & AsyncDisposable>;
}
