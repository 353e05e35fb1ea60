import { createHash } from 'node:crypto';
import type { SqlValue } from '../model/ports/database.ts';

/** What the plugin hashes, in its order. */
const hashed = ['id', 'at', 'user_id', 'user_login', 'role', 'action', 'object', 'channel', 'request_id', 'prev_hash'] as const;
export const columns = [...hashed, 'hash'] as const;

/** One row of phi-access-log, as a line of its off-box copy has it. */
export type LogRow = Readonly<Record<(typeof columns)[number], SqlValue>>;

/**
 * Parts the lines of an off-box copy, in the order in which they were written, into the chain (each line's `prev_hash` is
 * the hash of the line before) and what stands beside it. Where two lines follow the same one, the chain is the one that
 * goes on, and of these the one that was written first: somebody who cut the table made it fork later. A line beside the
 * chain is an event all the same. Pure; does not check a line's own hash.
 */
export function partChain(lines: readonly LogRow[]): { readonly chain: readonly LogRow[]; readonly beside: readonly LogRow[] } {
  const after = Map.groupBy(lines, (line) => String(line.prev_hash));
  const chain: LogRow[] = [];
  let next = lines[0];
  while (next !== undefined) {
    chain.push(next);
    const followers = after.get(String(next.hash)) ?? [];
    after.delete(String(next.hash));
    next = followers.find((line) => after.has(String(line.hash))) ?? followers[0];
  }
  const inChain = new Set(chain);
  return { chain, beside: lines.filter((line) => !inChain.has(line)) };
}

/** The same events as new rows that follow `last`: numbered and hashed as the plugin does. Pure. */
export function chainedOn(last: LogRow, events: readonly LogRow[]): readonly LogRow[] {
  const rows: LogRow[] = [];
  for (const event of events) {
    const before = rows.at(-1) ?? last;
    const row = { ...event, id: Number(before.id) + 1, prev_hash: before.hash };
    rows.push({
      ...row,
      hash: createHash('sha256')
        .update(hashed.map((column) => String(row[column])).join('|'))
        .digest('hex'),
    });
  }
  return rows;
}

/** A row as the plugin writes it into its off-box copy. */
export function lineOf(row: LogRow): string {
  return `${JSON.stringify(Object.fromEntries(columns.map((column) => [column, row[column]])))}\n`;
}
