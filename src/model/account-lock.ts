import type { Database } from './ports/database.ts';

/** What stands before a locked account's password hash, as `passwd -l` does it: no password fits it, and it can be taken away again. */
export const lock = '!locked!';
const open = '_application_passwords';
const shut = '_locked_application_passwords';
/** Accounts opened in one statement. */
const atOnce = 500;

/**
 * Locks every account in the database: password, application passwords and sessions; returns how many were open. Nothing
 * is lost: `unlockRole` gives exactly what was. Does not touch WooCommerce's API keys, nor what an object cache knows.
 * @throws {DrillError} DATABASE_ERROR, UNREACHABLE
 */
export async function lockAccounts(database: Database): Promise<number> {
  const { users, usermeta } = tables(database);
  const locked = await database.execute(`UPDATE ${users} SET user_pass = CONCAT(?, user_pass) WHERE user_pass NOT LIKE ?`, [lock, `${lock}%`]);
  await database.execute(`UPDATE ${usermeta} SET meta_key = ? WHERE meta_key = ?`, [shut, open]);
  await database.execute(`DELETE FROM ${usermeta} WHERE meta_key = 'session_tokens'`);
  return locked;
}

/**
 * Opens the locked accounts that have a role, but for those of these logins; returns how many. Same errors and limits.
 */
export async function unlockRole(database: Database, role: string, except: readonly string[]): Promise<number> {
  const { users, usermeta } = tables(database);
  const meant = `u.user_pass LIKE ? AND u.user_login NOT IN (${['?', ...except.map(() => '?')].join(', ')})
    AND EXISTS (SELECT 1 FROM ${usermeta} AS r WHERE r.user_id = u.ID AND r.meta_key = ? AND r.meta_value LIKE ?)`;
  // No login is empty: the list is never.
  const values = [`${lock}%`, '', ...except, `${database.prefix}capabilities`, `%"${role}";b:1;%`];
  const found = await database.query(`SELECT u.ID AS id FROM ${users} AS u WHERE ${meant}`, values);
  for (let at = 0; at < found.length; at += atOnce) {
    const ids = found.slice(at, at + atOnce).map((row) => String(row['id']));
    const marks = ids.map(() => '?').join(', ');
    await database.execute(`UPDATE ${usermeta} SET meta_key = ? WHERE meta_key = ? AND user_id IN (${marks})`, [open, shut, ...ids]);
    await database.execute(`UPDATE ${users} SET user_pass = SUBSTRING(user_pass, ?) WHERE ID IN (${marks})`, [lock.length + 1, ...ids]);
  }
  return found.length;
}

/** How many accounts are open. */
export async function openAccounts(database: Database): Promise<number> {
  const [row] = await database.query(`SELECT COUNT(*) AS n FROM ${tables(database).users} WHERE user_pass NOT LIKE ?`, [`${lock}%`]);
  return Number(row?.['n'] ?? 0);
}

function tables({ prefix }: Database): { readonly users: string; readonly usermeta: string } {
  return { users: `\`${prefix}users\``, usermeta: `\`${prefix}usermeta\`` };
}
