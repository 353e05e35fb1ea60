import { quotedTable } from '../model/identifier.ts';
import { likeOf } from '../model/like-pattern.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { DrillError } from '../model/errors.ts';

/** How many stored values of each table are tried, spread over all. */
const sampleSize = 40;

/**
 * Opens a spread sample of the fields that the PHI map calls encrypted, inside the shop, with the keys it has now.
 * Shows of one value in many that it opens, not of all: `phi-encryption` with `deep: true` does that.
 */
export async function openSomeFields({ mirror: { database, wordpress }, plan }: RunContext): Promise<{ readonly tried: number; readonly failed: number }> {
  const all = { tried: 0, failed: 0 };
  for (const { table, key, record, protection } of plan.site.phiMap.tables) {
    if (protection.kind !== 'field') continue;
    const named = `\`${record?.column ?? key[0] ?? ''}\``;
    const like = protection.keys.map(() => 'meta_key LIKE ?').join(' OR ');
    const rows = await database.query(
      `SELECT ${named} AS record, meta_key AS field, meta_value AS value FROM ${quotedTable(database, table)} WHERE ${like} ORDER BY MD5(${named}) LIMIT ${sampleSize}`,
      protection.keys.map(likeOf),
    );
    if (rows.length === 0) continue;
    const samples = rows.map((row) => ({
      record: `${record?.of ?? 'row'}:${String(row['record'])}`,
      field: String(row['field']),
      value: String(row['value']),
    }));
    const input = { samples, ...(protection.call === undefined ? {} : { call: protection.call }) };
    all.tried += samples.length;
    all.failed += await failedOf(wordpress, input, samples.length);
  }
  return all;
}

/** A shop that cannot open anything at all fails all of them. */
async function failedOf(
  wordpress: RunContext['mirror']['wordpress'],
  input: Parameters<RunContext['mirror']['wordpress']['run']>[1],
  tried: number,
): Promise<number> {
  try {
    const failed = new Map<string, unknown>(Object.entries((await wordpress.run('decrypt', input)) ?? {})).get('failed');
    return typeof failed === 'number' ? failed : tried;
  } catch (error) {
    if (error instanceof DrillError && error.code === 'COMMAND_FAILED') return tried;
    throw error;
  }
}
