import { serialize, unserialize } from 'php-serialize';
import type { Database } from '../model/ports.ts';

/** Takes a plugin out of `active_plugins` without WordPress noticing: no hook runs, no error shows. */
export async function switchOff(database: Database, slug: string): Promise<void> {
  const table = `\`${database.prefix}options\``;
  const [row] = await database.query(`SELECT option_value AS v FROM ${table} WHERE option_name = 'active_plugins'`);
  const active: unknown = unserialize(String(row?.['v'] ?? 'a:0:{}'));
  const rest = Object.values(active ?? {}).filter((file) => !String(file).startsWith(`${slug}/`));
  await database.execute(`UPDATE ${table} SET option_value = ? WHERE option_name = 'active_plugins'`, [serialize(rest)]);
}
