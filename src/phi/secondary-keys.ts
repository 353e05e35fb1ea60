import type { Database, Sql } from '../model/ports/database.ts';

/** A table whose secondary keys were taken away, and what brings them back. */
export interface DroppedKeys {
  readonly table: string;
  /** As SHOW CREATE TABLE words them. */
  readonly definitions: readonly string[];
}

const connections = 2;
const keyLine = /^ {2}((?:UNIQUE |FULLTEXT |SPATIAL )?KEY `(?:[^`]|``)+` .+?),?$/gmu;

/** Takes every key but the primary one away. Tables that have none are not in the answer; one that is not there is an error. */
export async function dropKeys(database: Database, tables: readonly string[], signal: AbortSignal): Promise<readonly DroppedKeys[]> {
  const dropped: DroppedKeys[] = [];
  for (const table of tables) {
    signal.throwIfAborted();
    const [shown] = await database.query(`SHOW CREATE TABLE \`${table}\``);
    const definitions = secondaryKeys(String(shown?.['Create Table'] ?? ''));
    if (definitions.length === 0) continue;
    const names = definitions.map((definition) => /`(?:[^`]|``)+`/u.exec(definition)?.[0] ?? '');
    await database.execute(`ALTER TABLE \`${table}\` ${names.map((name) => `DROP KEY ${name}`).join(', ')}`);
    dropped.push({ table, definitions });
  }
  return dropped;
}

/** Brings the keys back, a table in one pass, on connections of its own; in the order given. */
export async function addKeys(database: Database, dropped: readonly DroppedKeys[], signal: AbortSignal): Promise<void> {
  const waiting = [...dropped];
  const work = async (sql: Sql): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      signal.throwIfAborted();
      await sql.execute(`ALTER TABLE \`${next.table}\` ${next.definitions.map((definition) => `ADD ${definition}`).join(', ')}`);
    }
  };
  await Promise.all(
    Array.from({ length: connections }, async () => {
      await using own = await database.connect();
      await work(own);
    }),
  );
}

/** The definitions of a table's secondary keys, out of SHOW CREATE TABLE. Pure. */
export function secondaryKeys(createTable: string): readonly string[] {
  return [...createTable.matchAll(keyLine)].map((match) => match[1] ?? '');
}
