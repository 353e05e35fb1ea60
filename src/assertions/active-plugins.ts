import { unserialize } from 'php-serialize';
import type { Database } from '../model/ports/database.ts';

/** Main files of the active plugins, e.g. `phi-access-log/phi-access-log.php`, in load order, as the database has them. */
export async function activePlugins(database: Database): Promise<readonly string[]> {
  const [row] = await database.query(`SELECT option_value AS v FROM \`${database.prefix}options\` WHERE option_name = 'active_plugins'`);
  const stored: unknown = unserialize(String(row?.['v'] ?? 'a:0:{}'));
  return typeof stored === 'object' && stored !== null ? Object.values(stored).map(String) : [];
}
