import { quoted } from '../../model/identifier.ts';
import type { Adaptation } from './sql.ts';
import type { Restored } from './open.ts';

/**
 * A view that says SQL SECURITY INVOKER runs, with every function in it, as whoever reads it: here Muster's own account,
 * which may do anything. Such views are made to run as the restoring account instead, which may do what the shop may and
 * no more; nothing changes for the shop. To be called after an import, before anything is read. Triggers, events and all
 * other views run as that account already, and routines only from within one of them.
 */
export async function tameViews({ database }: Pick<Restored, 'database'>): Promise<readonly Adaptation[]> {
  const views = await database.query(
    "SELECT table_name AS name, view_definition AS text FROM information_schema.views WHERE table_schema = DATABASE() AND security_type = 'INVOKER'",
  );
  for (const view of views)
    await database.execute(`ALTER DEFINER = 'restorer'@'%' SQL SECURITY DEFINER VIEW ${quoted(String(view['name']))} AS ${String(view['text'])}`);
  return views.length === 0 ? [] : [{ what: 'view that ran with the rights of its reader made to run with those of the shop', count: views.length }];
}
