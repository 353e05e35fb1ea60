import { DrillError } from '../model/errors.ts';
import { defineAssertion, noParams } from '../model/kind.ts';
import { likeOf } from '../model/like-pattern.ts';
import type { PhiTable } from '../model/plan.ts';
import type { Database, RunContext } from '../model/ports.ts';
import { judged } from './reading.ts';
import { findInClear } from './clear-text.ts';
import { workOnCopies } from './table-copy.ts';

/** How many stored values are tried with the restored key, spread over all records. */
const sampleSize = 60;
/** How many of them are tried as another record's. */
const swappedSize = 8;

interface Protected {
  readonly values: number;
  readonly keyIds: ReadonlySet<string>;
}

/**
 * Fields that the PHI map calls protected are ciphertext at rest, under the keys known at the backup; a sample opens
 * with the key the shop holds now and refuses to open as another record's; no canary token is readable anywhere in
 * the database. Does not look at volumes or tablespaces that are encrypted from outside.
 */
export const phiEncryption = defineAssertion({
  kind: 'phi-encryption',
  title: 'Protected PHI is encrypted, and the restored key opens it',
  controls: ['164.312(a)(2)(iv)', '164.308(a)(7)(ii)(A)'],
  requirements: ['R4', 'R7', 'R14'],
  params: noParams,
  example: {},
  capture: (_params, context) => look(context),
  async check(_params, context) {
    const now = await look(context);
    const plain = await countPlain(context);
    const unknown = [...now.keyIds].filter((id) => !context.reference.keyIds.has(id)).length;
    const opened = await tryKey(context);
    const inClear = await findInClear(context.mirror.database);
    const ok = now.values > 0 && plain === 0 && unknown === 0 && opened.tried > 0 && opened.failed === 0 && opened.swapped === 0 && inClear === 0;
    return judged(ok, {
      expected: 'every protected field is ciphertext under a known key, and the key in place opens it for its own record only',
      actual: `${now.values} protected values, ${plain} not ciphertext, ${unknown} unknown key ids, ${opened.failed} of ${opened.tried} sampled values did not open, ${opened.swapped} opened for another record, ${inClear} canaries in clear`,
      counts: { values: now.values, plain, unknownKeys: unknown, tried: opened.tried, failed: opened.failed, openedForAnother: opened.swapped, inClear },
      evidence: fieldTables(context).map((table) => `table ${table.table}`),
    });
  },
  async sabotage(_params, context) {
    const { database } = context.mirror;
    const [table] = fieldTables(context);
    if (table === undefined) throw new DrillError('INVALID_DEFINITION', 'The PHI map protects no field: phi-encryption has nothing to prove.');
    const copies = await workOnCopies(database, [table.table]);
    const { where, values } = fieldFilter(table);
    await database.execute(`UPDATE \`${database.prefix}${table.table}\` SET meta_value = 'left in clear by a sabotage' WHERE ${where} LIMIT 1`, values);
    return { what: 'one protected field left in clear (the key itself was not touched)', undo: () => copies.undo() };
  },
});

function fieldTables({ plan }: RunContext): readonly PhiTable[] {
  return plan.site.phiMap.tables.filter((table) => table.protection.kind === 'field');
}

/** Rows of the protected meta keys. Globs of the map become LIKE patterns. */
function fieldFilter(table: PhiTable): { readonly where: string; readonly values: readonly string[] } {
  const keys = table.protection.kind === 'field' ? table.protection.keys : [];
  const patterns = keys.map(likeOf);
  return { where: `(${patterns.map(() => 'meta_key LIKE ?').join(' OR ')})`, values: patterns };
}

async function look(context: RunContext): Promise<Protected> {
  let values = 0;
  const keyIds = new Set<string>();
  for (const table of fieldTables(context)) {
    const filter = fieldFilter(table);
    const rows = await context.mirror.database.query(
      `SELECT SUBSTRING_INDEX(SUBSTRING_INDEX(meta_value, ':', 2), ':', -1) AS id, COUNT(*) AS n, SUM(meta_value LIKE 'phiv1:%') AS sealed
       FROM ${tableName(context.mirror.database, table)} WHERE ${filter.where} GROUP BY IF(meta_value LIKE 'phiv1:%', id, '')`,
      filter.values,
    );
    for (const row of rows) {
      values += Number(row['n']);
      if (Number(row['sealed']) > 0) keyIds.add(String(row['id']));
    }
  }
  return { values, keyIds };
}

async function countPlain(context: RunContext): Promise<number> {
  let plain = 0;
  for (const table of fieldTables(context)) {
    const filter = fieldFilter(table);
    const pattern = table.protection.kind === 'field' ? table.protection.pattern : '';
    const [row] = await context.mirror.database.query(
      `SELECT COUNT(*) AS n FROM ${tableName(context.mirror.database, table)} WHERE ${filter.where} AND (meta_value IS NULL OR NOT meta_value REGEXP ?)`,
      [...filter.values, pattern],
    );
    plain += Number(row?.['n'] ?? 0);
  }
  return plain;
}

/** Opens a spread sample inside the shop with the key it holds, each once rightly and once as the neighbour's record. */
async function tryKey(context: RunContext): Promise<{ readonly tried: number; readonly failed: number; readonly swapped: number }> {
  const { database, wordpress } = context.mirror;
  const samples: { record: string; field: string; value: string }[] = [];
  for (const table of fieldTables(context)) {
    const filter = fieldFilter(table);
    const column = table.record?.column ?? 'id';
    const rows = await database.query(
      `SELECT \`${column}\` AS record, meta_key AS field, meta_value AS value FROM
       (SELECT *, ROW_NUMBER() OVER (ORDER BY \`${table.key[0] ?? 'id'}\`) AS nth, COUNT(*) OVER () AS total FROM ${tableName(database, table)} WHERE ${filter.where}) AS s
       WHERE nth % GREATEST(1, FLOOR(total / ${sampleSize})) = 0 LIMIT ${sampleSize}`,
      filter.values,
    );
    samples.push(
      ...rows.map((row) => ({ record: `${table.record?.of ?? 'row'}:${String(row['record'])}`, field: String(row['field']), value: String(row['value']) })),
    );
  }
  const swapped = samples.slice(0, swappedSize).map((sample) => ({ ...sample, record: `${sample.record}0` }));
  const tried = samples.length;
  try {
    const [right, wrong] = await Promise.all([wordpress.run('decrypt', { samples }), wordpress.run('decrypt', { samples: swapped })]);
    return { tried, failed: count(right, 'failed'), swapped: count(wrong, 'ok') };
  } catch (error) {
    // The shop cannot decrypt at all: its vault is off or its key file is gone. That is an answer, not a crash of ours.
    if (error instanceof DrillError && error.code === 'COMMAND_FAILED') return { tried, failed: tried, swapped: 0 };
    throw error;
  }
}

function count(reply: unknown, field: string): number {
  const found: unknown = typeof reply === 'object' && reply !== null ? Object.entries(reply).find(([name]) => name === field)?.[1] : undefined;
  if (typeof found !== 'number') throw new DrillError('COMMAND_FAILED', 'The decrypt probe gave no count.');
  return found;
}

function tableName(database: Database, table: PhiTable): string {
  return `\`${database.prefix}${table.table}\``;
}
