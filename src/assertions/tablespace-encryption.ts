import type { PhiTable } from '../model/plan/phi-map.ts';
import type { Database } from '../model/ports/database.ts';
import type { RunContext } from '../model/ports/run-context.ts';

/** Tables that the map calls protected by their tablespace's encryption. */
export function tablespaceTables({ plan }: Pick<RunContext, 'plan'>): readonly PhiTable[] {
  return plan.site.phiMap.tables.filter((table) => table.protection.kind === 'tablespace');
}

export interface Tablespaces {
  readonly tables: number;
  /** Names, without prefix, of tables that the server does not hold encrypted. */
  readonly inClear: readonly string[];
  /** True when the redo log, through which every change goes, is written in clear. */
  readonly redoInClear: boolean;
}

/**
 * What MariaDB itself says of the tables' encryption: on, and with a key already in use (a table that waits for the
 * encrypting threads is still in clear). Does not say who holds the keys: that is attested.
 * Source: MariaDB, information_schema.INNODB_TABLESPACES_ENCRYPTION.
 */
export async function lookAtTablespaces(context: RunContext): Promise<Tablespaces> {
  const { database } = context.mirror;
  const tables = tablespaceTables(context);
  if (tables.length === 0) return { tables: 0, inClear: [], redoInClear: false };
  const rows = await database.query(
    `SELECT t.table_name AS t, COALESCE(e.encryption_scheme = 1 AND e.min_key_version > 0, 0) AS encrypted FROM information_schema.tables AS t
     LEFT JOIN information_schema.innodb_tablespaces_encryption AS e ON e.name = CONCAT(t.table_schema, '/', t.table_name) WHERE t.table_schema = DATABASE()`,
  );
  const encrypted = new Map(rows.map((row) => [String(row['t']), Number(row['encrypted']) === 1]));
  const [redo] = await database.query('SELECT @@GLOBAL.innodb_encrypt_log AS redo');
  // A table that this shop does not have is not in clear; that it is missing is for phi-integrity to say.
  const there = tables.map(({ table }) => table).filter((table) => encrypted.has(database.prefix + table));
  const inClear = there.filter((table) => encrypted.get(database.prefix + table) !== true);
  return { tables: there.length, inClear, redoInClear: Number(redo?.['redo'] ?? 0) !== 1 };
}

/** Takes one table's encryption away. A server that allows no table in clear is told to allow it until `undo`. */
export async function decryptTable(database: Database, { table }: PhiTable): Promise<{ undo(): Promise<void> }> {
  const [setting] = await database.query('SELECT @@GLOBAL.innodb_encrypt_tables AS how');
  const how = String(setting?.['how'] ?? 'OFF');
  if (how === 'FORCE') await database.execute("SET GLOBAL innodb_encrypt_tables = 'ON'");
  await database.execute(`ALTER TABLE \`${database.prefix}${table}\` ENCRYPTED = NO`);
  return {
    async undo() {
      if (how === 'FORCE') await database.execute("SET GLOBAL innodb_encrypt_tables = 'FORCE'");
    },
  };
}
