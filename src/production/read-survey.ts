import { DrillError } from '../model/errors.ts';
import type { Database } from '../model/ports/database.ts';
import { slowStatement } from './connect.ts';
import { isKnown } from './known-names.ts';
import { quoted, quotedTable } from '../model/identifier.ts';
import { text, type SchemaTable } from './schema.ts';
import { noShapes, shapes, type ShapeCounts } from './shapes.ts';
import { metaTables, type Survey, type SurveyName, type SurveyTable } from './survey.ts';

export interface SurveyInput {
  readonly database: Database;
  readonly tables: readonly SchemaTable[];
  readonly plugins: readonly string[];
  readonly uploads: readonly string[] | null;
  /** Columns of a table that need no look: the map, or Muster, speaks of them. */
  readonly knownColumns: (table: string) => ReadonlySet<string> | 'all';
  readonly progress: (text: string) => void;
}

/** Rows of which the shapes are counted, per column or key. */
const sample = 200;
/** Names beyond this are not told one by one: a plugin that puts ids into them has a million. */
const mostNames = 5_000;

/**
 * Looks at a live database: which tables, columns, keys and options are there, and what shapes their values have. The
 * counting is done by the server; a sample of 200 values each, so a rare shape may be missed.
 * @throws {DrillError} what the database port throws.
 */
export async function readSurvey(input: SurveyInput): Promise<Survey> {
  const { database, tables, progress } = input;
  const own = tables.filter((table) => table.name.startsWith(database.prefix));
  const bare = (table: SchemaTable): string => table.name.slice(database.prefix.length);
  const notRead: { what: string; why: string }[] = [];
  progress(`${own.length} tables`);
  const surveyed: SurveyTable[] = [];
  for (const table of own) surveyed.push(await surveyTable(database, bare(table), table, input.knownColumns(bare(table))));
  const metaKeys: Record<string, readonly SurveyName[]> = {};
  for (const meta of metaTables) {
    const table = own.find((one) => bare(one) === meta);
    if (table === undefined) continue;
    progress(`meta keys of ${meta}`);
    const keys = await keysOf(database, meta).catch(tooSlow);
    if (keys === null) {
      notRead.push({ what: `the keys of ${meta}`, why: 'the server ended the statement: give more with --statement-timeout' });
      continue;
    }
    if (keys.length >= mostNames) notRead.push({ what: `some keys of ${meta}`, why: `there are more than ${mostNames}` });
    metaKeys[meta] = await namesOf(database, meta, keys);
  }
  progress('options');
  return {
    prefix: database.prefix,
    tables: surveyed,
    metaKeys,
    options: await optionsOf(database),
    plugins: input.plugins,
    uploads: input.uploads,
    notRead: [...notRead, ...(input.uploads === null ? [{ what: 'the folders of uploads', why: 'no --wp-root was given' }] : [])],
  };
}

/** A statement that the server ended is one gap; the rest can still be looked at. @throws whatever else it is given. */
export function tooSlow(error: unknown): null {
  if (error instanceof DrillError && error.message.startsWith(slowStatement)) return null;
  throw error;
}

async function surveyTable(database: Database, name: string, { columns }: SchemaTable, known: ReadonlySet<string> | 'all'): Promise<SurveyTable> {
  const texts = columns.filter(({ type, name: column }) => known !== 'all' && !known.has(column) && /char|text|date/u.test(type)).map((column) => column.name);
  const found = new Map<string, ShapeCounts>();
  for (const column of texts) {
    const from = `(SELECT ${quoted(column)} AS v FROM ${quotedTable(database, name)} LIMIT ${sample}) AS s`;
    found.set(column, countsOf((await database.query(`SELECT ${shapeSums} FROM ${from}`, patterns))[0]));
  }
  return { table: name, rows: null, columns: columns.map((column) => ({ ...column, shapes: found.get(column.name) ?? null })) };
}

/** The keys of a meta table with their rows, the first 5,000. @throws {DrillError} what the database port throws. */
export async function keysOf(database: Database, table: string): Promise<readonly { readonly name: string; readonly rows: number }[]> {
  const rows = await database.query(
    `SELECT meta_key AS k, COUNT(*) AS n FROM ${quotedTable(database, table)} WHERE meta_key IS NOT NULL GROUP BY meta_key LIMIT ${mostNames}`,
  );
  return rows.map((row) => ({ name: text(row, 'k'), rows: Number(text(row, 'n')) }));
}

async function namesOf(database: Database, table: string, keys: readonly { readonly name: string; readonly rows: number }[]): Promise<readonly SurveyName[]> {
  const names: SurveyName[] = [];
  for (const key of keys) {
    if (isKnown(table, key.name)) continue;
    const from = `(SELECT meta_value AS v FROM ${quotedTable(database, table)} WHERE meta_key = ? LIMIT ${sample}) AS s`;
    names.push({ ...key, shapes: countsOf((await database.query(`SELECT ${shapeSums} FROM ${from}`, [...patterns, key.name]))[0]) });
  }
  return names;
}

/** Page by page of names; values are looked at where they lie. */
async function optionsOf(database: Database): Promise<readonly SurveyName[]> {
  const found: SurveyName[] = [];
  for (let after = ''; ;) {
    const rows = await database.query(
      `SELECT option_name AS k, ${shapes.map((_, index) => `COALESCE(LEFT(option_value, 300) REGEXP ?, 0) AS s${index}`).join(', ')}, option_value <> '' AS n
       FROM ${quotedTable(database, 'options')} WHERE option_name > ? ORDER BY option_name LIMIT 500`,
      [...patterns, after],
    );
    const last = rows.at(-1);
    if (last === undefined) return found;
    found.push(...rows.filter((row) => !isKnown('options', text(row, 'k'))).map((row) => ({ name: text(row, 'k'), rows: 1, shapes: countsOf(row) })));
    after = text(last, 'k');
  }
}

const patterns: readonly string[] = shapes.map((shape) => shape.pattern);
const shapeSums = [
  "COALESCE(SUM(v IS NOT NULL AND v <> ''), 0) AS n",
  ...shapes.map((_, index) => `COALESCE(SUM(LEFT(v, 300) REGEXP ?), 0) AS s${index}`),
].join(', ');

function countsOf(row: Parameters<typeof text>[0]): ShapeCounts {
  return row === undefined ? noShapes : { sampled: Number(text(row, 'n')), counts: shapes.map((_, index) => Number(text(row, `s${index}`))) };
}
