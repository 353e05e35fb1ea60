import { serialize } from 'php-serialize';
import type { Database } from '../model/ports/database.ts';
import { activePlugins } from './active-plugins.ts';

/** Takes a plugin out of `active_plugins` without WordPress noticing: no hook runs, no error shows. */
export async function switchOff(database: Database, slug: string): Promise<void> {
  const rest = (await activePlugins(database)).filter((file) => !file.startsWith(`${slug}/`));
  await database.execute(`UPDATE \`${database.prefix}options\` SET option_value = ? WHERE option_name = 'active_plugins'`, [serialize(rest)]);
}
