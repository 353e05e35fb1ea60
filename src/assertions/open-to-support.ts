import type { Sabotage } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { keepLog } from './log-keeping.ts';

/** The sabotage of what nobody without the right may get: support becomes administrator, on a copy, with the log kept aside. */
export async function openToSupport(context: RunContext): Promise<Sabotage> {
  const { database, accounts } = context.mirror;
  const kept = await keepLog(context, ['usermeta']);
  await database.execute(`UPDATE \`${database.prefix}usermeta\` SET meta_value = 'a:1:{s:13:"administrator";b:1;}' WHERE user_id = ? AND meta_key = ?`, [
    accounts['support']?.id ?? 0,
    `${database.prefix}capabilities`,
  ]);
  return { what: 'the support role given the right to read orders', undo: () => kept.undo() };
}
