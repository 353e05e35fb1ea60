import type { Database, Sql } from '../model/ports/database.ts';
import { concatBytes } from './chunk-sql.ts';

/** Connections of one fingerprint: `scans` share the chunks, `walker` finds where they end. */
export interface Lines extends AsyncDisposable {
  readonly scans: readonly Sql[];
  readonly walker: Sql;
}

/**
 * With one connection the port's own is used, and so reads in whatever transaction its owner opened; with more, each
 * is a new one and sees what is committed. Sets what a digest depends on: time zone, SQL mode, room to concatenate.
 */
export async function openLines(database: Database, connections: number): Promise<Lines> {
  const own = connections === 1 ? [] : await Promise.all(Array.from({ length: connections + 1 }, () => database.connect()));
  const [walker = database, ...scans] = own;
  const lines = own.length === 0 ? [database] : own;
  const close = async (): Promise<void> => {
    for (const line of own) await line[Symbol.asyncDispose]();
  };
  try {
    for (const line of lines) await line.execute(`SET SESSION group_concat_max_len = ${concatBytes}, time_zone = '+00:00', sql_mode = ''`);
  } catch (error) {
    await close();
    throw error;
  }
  return { scans: scans.length === 0 ? [database] : scans, walker, [Symbol.asyncDispose]: close };
}
