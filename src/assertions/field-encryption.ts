import { DrillError } from '../model/errors.ts';
import { quotedTable } from '../model/identifier.ts';
import type { JsonObject } from '../model/json.ts';
import { likeOf } from '../model/like-pattern.ts';
import type { PhiProtection, PhiTable } from '../model/plan/phi-map.ts';
import type { Database } from '../model/ports/database.ts';
import type { WordPress } from '../model/ports/mirror.ts';
import type { RunContext } from '../model/ports/run-context.ts';

/** How many stored values of a table are tried with the restored key, spread over all records. */
const sampleSize = 60;
/** How many of them are tried as another record's, and with a wrong key. */
const hostileSize = 8;
/** Values opened in one call where all of them are. */
const batchSize = 2000;

/** A table whose meta fields are protected one by one. */
export type FieldTable = PhiTable & { readonly protection: Extract<PhiProtection, { readonly kind: 'field' }> };

export function fieldTables({ plan }: Pick<RunContext, 'plan'>): readonly FieldTable[] {
  return plan.site.phiMap.tables.filter((table): table is FieldTable => table.protection.kind === 'field');
}

/** What lies in the protected fields. */
export interface Fields {
  readonly values: number;
  /** Values that are not of the map's form. */
  readonly plain: number;
  /** Ids of the keys that the ciphertexts name; empty where their form names none. */
  readonly keyIds: ReadonlySet<string>;
}

/** Looks at every protected value, inside the database. */
export async function lookAtFields(context: RunContext): Promise<Fields> {
  let [values, plain] = [0, 0];
  const keyIds = new Set<string>();
  for (const table of fieldTables(context)) {
    const { where, patterns } = filterOf(table);
    const { pattern } = table.protection;
    const idPattern = keyIdPattern(table);
    const id = idPattern === null ? "''" : "REGEXP_REPLACE(meta_value, ?, '\\\\1')";
    const rows = await context.mirror.database.query(
      `SELECT IF(sealed, ${id}, NULL) AS id, COUNT(*) AS n FROM
       (SELECT meta_value, meta_value IS NOT NULL AND meta_value REGEXP ? AS sealed FROM ${nameOf(context.mirror.database, table)} WHERE ${where}) AS v GROUP BY id`,
      [...(idPattern === null ? [] : [idPattern]), pattern, ...patterns],
    );
    for (const row of rows) {
      values += Number(row['n']);
      if (row['id'] === null) plain += Number(row['n']);
      else if (row['id'] !== '') keyIds.add(String(row['id']));
    }
  }
  return { values, plain, keyIds };
}

export interface Opened {
  readonly tried: number;
  readonly failed: number;
  /** Values that opened although they were presented as another record's. */
  readonly forAnother: number;
  /** Values that opened with a key that is not theirs; null where the site's plugin takes no other key. */
  readonly withWrongKey: number | null;
}

interface Sample extends JsonObject {
  readonly record: string;
  readonly field: string;
  readonly value: string;
}

/**
 * Opens values inside the shop with the key that it holds: a spread sample of each table, or `deep` all of them. A few
 * are presented as another record's, and with a wrong key under the right name: these must not open.
 */
export async function openFields(context: RunContext, deep: boolean): Promise<Opened> {
  const { database, wordpress } = context.mirror;
  const all = { tried: 0, failed: 0, forAnother: 0, withWrongKey: null as number | null };
  for (const table of fieldTables(context)) {
    const { call } = table.protection;
    const spread = await sampleOf(database, table);
    // Which of the map's tables hold fields depends on where the shop keeps its orders.
    if (spread.length === 0) continue;
    // The few that must not open go along with the first call: each call boots WordPress.
    let hostile = spread.slice(0, hostileSize);
    for await (const samples of deep ? allOf(database, table) : [spread]) {
      context.signal.throwIfAborted();
      const opened = await decrypt(wordpress, { samples, hostile, ...(call === undefined ? {} : { call }) });
      hostile = [];
      all.tried += samples.length;
      all.failed += opened?.failed ?? samples.length;
      all.forAnother += opened?.forAnother ?? 0;
      if (call === undefined) all.withWrongKey = (all.withWrongKey ?? 0) + (opened?.withWrongKey ?? 0);
    }
  }
  return all;
}

/** Null when the shop cannot decrypt at all: its plugin is off or its key is gone. That is an answer, not a crash of ours. */
async function decrypt(wordpress: WordPress, input: JsonObject): Promise<Pick<Opened, 'failed' | 'forAnother' | 'withWrongKey'> | null> {
  try {
    const reply: unknown = await wordpress.run('decrypt', input);
    const counts = new Map<string, unknown>(Object.entries(reply ?? {}));
    const [failed, forAnother, withWrongKey] = ['failed', 'for_another', 'wrong_key'].map((name) => counts.get(name));
    if (typeof failed !== 'number' || typeof forAnother !== 'number') throw new DrillError('BUG', 'The decrypt probe gave no count.');
    return { failed, forAnother, withWrongKey: typeof withWrongKey === 'number' ? withWrongKey : null };
  } catch (error) {
    if (error instanceof DrillError && error.code === 'COMMAND_FAILED') return null;
    throw error;
  }
}

async function sampleOf(database: Database, table: FieldTable): Promise<readonly Sample[]> {
  const { where, patterns } = filterOf(table);
  const rows = await database.query(
    `SELECT record, field, value FROM
     (SELECT ${sampleColumns(table)}, ROW_NUMBER() OVER (ORDER BY \`${keyOf(table)}\`) AS nth, COUNT(*) OVER () AS total FROM ${nameOf(database, table)} WHERE ${where}) AS s
     WHERE nth % GREATEST(1, FLOOR(total / ${sampleSize})) = 0 LIMIT ${sampleSize}`,
    patterns,
  );
  return rows.map((row) => sampleFrom(table, row));
}

/** Every value, in the order of the key, so that memory stays flat. */
async function* allOf(database: Database, table: FieldTable): AsyncGenerator<readonly Sample[]> {
  const { where, patterns } = filterOf(table);
  let after = '0';
  for (;;) {
    const rows = await database.query(
      `SELECT ${sampleColumns(table)}, \`${keyOf(table)}\` AS k FROM ${nameOf(database, table)} WHERE ${where} AND \`${keyOf(table)}\` > ? ORDER BY \`${keyOf(table)}\` LIMIT ${batchSize}`,
      [...patterns, after],
    );
    if (rows.length === 0) return;
    yield rows.map((row) => sampleFrom(table, row));
    after = String(rows.at(-1)?.['k'] ?? after);
  }
}

function sampleColumns(table: FieldTable): string {
  return `\`${table.record?.column ?? keyOf(table)}\` AS record, meta_key AS field, meta_value AS value`;
}

function sampleFrom(table: FieldTable, row: Readonly<Record<string, unknown>>): Sample {
  return { record: `${table.record?.of ?? 'row'}:${String(row['record'])}`, field: String(row['field']), value: String(row['value']) };
}

/** One value that lies under a key, by the key's id; null when none does. Of phi-vault's fields, whose values begin with it. */
export async function valueUnder(
  context: RunContext,
  keyId: string,
): Promise<{ readonly record: string; readonly field: string; readonly value: string } | null> {
  const { database } = context.mirror;
  for (const table of fieldTables(context)) {
    const { where, patterns } = filterOf(table);
    const sql = `SELECT ${sampleColumns(table)} FROM ${nameOf(database, table)} WHERE ${where} AND meta_value LIKE ? LIMIT 1`;
    const [row] = await database.query(sql, [...patterns, `phiv1:${keyId}:%`]);
    if (row !== undefined) return sampleFrom(table, row);
  }
  return null;
}

/** The first table of the map that holds protected fields: which one depends on where the shop keeps its orders. */
export async function firstWithFields(context: RunContext): Promise<FieldTable | null> {
  const { database } = context.mirror;
  for (const table of fieldTables(context)) {
    const { where, patterns } = filterOf(table);
    const found = await database.query(`SELECT 1 AS found FROM ${nameOf(database, table)} WHERE ${where} LIMIT 1`, patterns);
    if (found.length > 0) return table;
  }
  return null;
}

/** Leaves one protected field in clear, in place. */
export async function exposeOne(database: Database, table: FieldTable): Promise<void> {
  const { where, patterns } = filterOf(table);
  await database.execute(`UPDATE ${nameOf(database, table)} SET meta_value = 'left in clear by a sabotage' WHERE ${where} LIMIT 1`, patterns);
}

/** Rows of the protected meta keys. Globs of the map become LIKE patterns. */
function filterOf({ protection }: FieldTable): { readonly where: string; readonly patterns: readonly string[] } {
  const patterns = protection.keys.map(likeOf);
  return { where: `(${patterns.map(() => 'meta_key LIKE ?').join(' OR ')})`, patterns };
}

/** A pattern whose first group is the key's id: the map's own where it has a group, else what phi-vault is known to write. */
function keyIdPattern({ protection: { pattern, decrypt: by } }: FieldTable): string | null {
  if (/(?<!\\)\((?!\?)/u.test(pattern)) return pattern;
  return by === 'phi-vault' ? '^phiv1:([0-9a-f]{8}):.*$' : null;
}

function keyOf(table: FieldTable): string {
  return table.key[0] ?? 'id';
}

function nameOf(database: Database, table: PhiTable): string {
  return quotedTable(database, table.table);
}
