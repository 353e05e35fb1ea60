import { readTar } from './archives/tar.ts';
import { tableFile, type TableFile } from './archives/table-folder.ts';
import { drain, tapped, type Bytes } from './bytes.ts';
import type { PartFacts } from './facts.ts';
import type { Database } from './sql/database.ts';
import { sqlEnd } from './sql/ends.ts';

type End = PartFacts['end'];

const ignored = (): void => undefined;

export interface TablesOptions {
  /** Sees every byte, once. */
  look(chunk: Buffer): void;
  /** The same bytes from their beginning: rows whose schema comes after them are read then. */
  again(): Promise<Bytes>;
}

/**
 * Reads the tar of a folder that `mariadb-dump --dir` filled: schemas, and every row of every table, in constant memory.
 * Whether a file of rows lost whole rows before it was packed is not seen here: a baseline shows that.
 * @throws {DrillError} BACKUP_DAMAGED
 */
export async function readTables(database: Database, bytes: Bytes, { look, again }: TablesOptions): Promise<End> {
  const reading = new Reading(database);
  const { ended } = await readTar(tapped(bytes, look), async (path, type, content) => await reading.file(path, type, content));
  if (reading.waiting.size > 0) await readTar(await again(), async (path, _type, content) => await reading.waited(path, content));
  return reading.end(ended);
}

class Reading {
  /** Paths of rows whose columns were not known when they came by. */
  readonly waiting = new Set<string>();
  readonly #database: Database;
  readonly #databases = new Set<string>();
  readonly #rows = new Set<string>();
  readonly #beside = new Set<string>();
  readonly #cut: string[] = [];
  readonly #unmarked: string[] = [];

  constructor(database: Database) {
    this.#database = database;
  }

  async file(path: string, type: string, content: Bytes): Promise<boolean> {
    if (type !== 'file' && type !== 'contiguous-file') return true;
    const file = tableFile(path);
    if (file !== null) this.#databases.add(file.database);
    if (file?.holds === 'rows') await this.#rowsOf(path, file, content);
    else if (path.endsWith('.sql')) await this.#sql(path, content, file === null);
    return true;
  }

  async waited(path: string, content: Bytes): Promise<boolean> {
    const file = this.waiting.delete(path) ? tableFile(path) : null;
    if (file !== null) await this.#rowsOf(path, file, content);
    return this.waiting.size > 0;
  }

  end(ended: boolean): End {
    const created = [...this.#database.tables].filter(([, facts]) => facts.created).map(([name]) => name);
    const cut = [
      ...(ended ? [] : ['the two blocks of zeros that end a tar are missing']),
      ...this.#cut,
      ...created.filter((name) => !this.#rows.has(name)).map((name) => `the rows of the table ${name} are missing`),
      ...[...this.#rows].filter((name) => !created.includes(name)).map((name) => `the schema of the table ${name} is missing`),
      ...(this.#beside.has('sequences.sql') && !this.#beside.has('code.sql') ? ['code.sql, with triggers and routines, is missing'] : []),
    ];
    if (cut.length > 0) return { state: 'cut', text: cut.slice(0, 3).join('; ') };
    if (this.#databases.size > 1) return { state: 'unknown', text: `it holds ${this.#databases.size} databases, whose tables are not told apart` };
    return this.#unmarked.length > 0
      ? { state: 'unknown', text: `nothing in ${this.#unmarked[0] ?? ''} says that it is whole` }
      : { state: 'whole', text: `${created.length} tables, each with a schema that ends with "-- Dump completed" and with rows to the end of a line` };
  }

  async #rowsOf(path: string, { table }: TableFile, content: Bytes): Promise<void> {
    this.#rows.add(table);
    const rows = this.#database.rowsOf(table);
    if (rows === null) {
      this.waiting.add(path);
      return;
    }
    await drain(tapped(content, (chunk) => rows.push(chunk)));
    if (!rows.end()) this.#cut.push(`the last row of the table ${table} is cut`);
  }

  /** What the tool leaves beside the tables begins without its header, and ends without its last line. */
  async #sql(path: string, content: Bytes, beside: boolean): Promise<void> {
    const end = await this.#database.read(content, ignored);
    const marked = end.firstComment.startsWith('-- MariaDB dump');
    if (beside) this.#beside.add(path.replace(/^\.\//u, ''));
    const told = sqlEnd(marked ? 'mariadb-dump' : 'other', end, this.#database);
    if (told.state === 'cut') this.#cut.push(`${path}: ${told.text}`);
    else if (told.state === 'unknown' && !beside) this.#unmarked.push(path);
  }
}
