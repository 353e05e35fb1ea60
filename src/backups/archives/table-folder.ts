const named = /^(?:\.\/)?((?!\.\/)[^/]+)\/([^/]+)\.(sql|txt)$/u;

/** A file of a folder as `mariadb-dump --dir` fills it: `DATABASE/TABLE.sql` is a schema, `DATABASE/TABLE.txt` the rows. */
export interface TableFile {
  readonly database: string;
  readonly table: string;
  readonly holds: 'schema' | 'rows';
}

/** Null for a path of another layout. */
export function tableFile(path: string): TableFile | null {
  const [, database, table, ending] = named.exec(path) ?? [];
  if (database === undefined || table === undefined) return null;
  return { database, table: decoded(table), holds: ending === 'sql' ? 'schema' : 'rows' };
}

/** True for a file that may decide that. */
export const isOfTables = (path: string): boolean => /_options\.(?:sql|txt)$/u.test(path);

/** True when an archive or a folder is such a dump of a WordPress: its options are there as schema and as rows. */
export function holdsTables(paths: readonly string[]): boolean {
  const files = paths.filter(isOfTables).map(tableFile);
  return files.some((one) => one?.holds === 'schema' && files.some((other) => other?.holds === 'rows' && sameTable(one, other)));
}

const sameTable = (one: TableFile, other: TableFile): boolean => one.database === other.database && one.table === other.table;

/** The server writes what is no letter, digit or underscore of a name as `@` and four hexadecimal digits. */
const decoded = (name: string): string => name.replaceAll(/@([0-9a-f]{4})/gu, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
