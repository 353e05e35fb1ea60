const name = '(?:`((?:[^`]|``)+)`|"([^"]+)"|([A-Za-z0-9_$]+))';
const qualified = `(?:${name}\\s*\\.\\s*)?${name}`;
const insert = new RegExp(
  `^(?:INSERT|REPLACE)\\s+(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE)\\s+)*INTO\\s+${qualified}\\s*(?:\\(([^)]*)\\)\\s*)?VALUES?\\s*$`,
  'iu',
);
const create = new RegExp(`^CREATE\\s+TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?${qualified}\\s*$`, 'iu');
const column = /^\s*(?:`((?:[^`]|``)+)`|"([^"]+)")\s/u;

export interface InsertHead {
  readonly table: string;
  /** Null when the statement names none: then the table's own order holds. */
  readonly columns: readonly string[] | null;
}

/** The head of an INSERT or REPLACE up to its first row; null for any other text. */
export function insertHead(head: string): InsertHead | null {
  const found = insert.exec(head.trimStart());
  if (found === null) return null;
  const columns = found[7]?.split(',').map((one) => one.trim().replaceAll('`', '').replaceAll('"', ''));
  return { table: nameOf(found.slice(4, 7)), columns: columns ?? null };
}

/** The table of a CREATE TABLE up to its first parenthesis; null for any other text. */
export function createHead(head: string): string | null {
  const found = create.exec(head.trimStart());
  return found === null ? null : nameOf(found.slice(4, 7));
}

/** Names of the columns in a CREATE TABLE's body, one a line, as every dump tool writes them. */
export function columnsOf(body: string): readonly string[] {
  return body.split('\n').flatMap((line) => {
    const found = column.exec(line);
    return found === null ? [] : [(found[1] ?? found[2] ?? '').replaceAll('``', '`')];
  });
}

function nameOf(groups: readonly (string | undefined)[]): string {
  return (groups.find((one) => one !== undefined) ?? '').replaceAll('``', '`');
}
