import { DrillError } from '../model/errors.ts';
import { quotedTable } from '../model/identifier.ts';
import { defineStep } from '../model/kind.ts';
import type { Database } from '../model/ports/database.ts';
import { fromPattern, setFrom } from './sets.ts';

/**
 * Puts who may do what back to a backup set: the definitions of all roles, and every account's own roles and rights.
 * Accounts that are newer than the set keep none and are counted: somebody who knows them gives them one. Everything else in
 * the database stays. What was rightly granted since the set is undone as well; what was revoked since comes back, so
 * `revoke` goes after it.
 */
export const resetRoles = defineStep({
  kind: 'reset-roles',
  title: 'Put roles and rights back',
  controls: ['164.308(a)(4)(ii)(C)', '164.312(a)(1)'],
  params: { type: 'object', additionalProperties: false, required: ['from'], properties: { from: { type: 'string', pattern: fromPattern } } },
  example: { from: 'last-clean' },
  describe: ({ from }, { tablePrefix }) => ({
    commands: [
      `load ${tablePrefix}options and ${tablePrefix}usermeta of the <${from} set> into a database beside the shop's`,
      `UPDATE ${tablePrefix}options SET option_value = <beside> WHERE option_name = '${tablePrefix}user_roles'`,
      `DELETE FROM ${tablePrefix}usermeta WHERE meta_key IN ('${tablePrefix}capabilities', '${tablePrefix}user_level')`,
      `INSERT INTO ${tablePrefix}usermeta SELECT <the same keys, beside, of accounts that are there>`,
      'wp cache flush',
    ],
    fidelity: 'equivalent',
    reason: 'Muster chose the set and took the rows out of it itself',
  }),
  async apply({ from }, { backups, mirror }) {
    if (backups.openTables === undefined)
      throw new DrillError('STEP_FAILED', 'Single tables cannot be taken out of the sets of this run: restore the whole database.');
    const set = setFrom(backups.sets, from);
    await using opened = await backups.openTables(set, ['options', 'usermeta']);
    await putBack(mirror.database, opened.schema);
    await mirror.coolCaches();
    const { accounts, without } = await counted(mirror.database);
    return {
      text: `roles and rights of ${accounts} accounts are as in ${set.name}; ${without} newer accounts have none`,
      outputs: { set: set.name, accounts, without },
    };
  },
});

async function putBack(database: Database, schema: string): Promise<void> {
  const [options, usermeta, users] = ['options', 'usermeta', 'users'].map((table) => quotedTable(database, table));
  const keys = [`${database.prefix}capabilities`, `${database.prefix}user_level`];
  const roles = `${database.prefix}user_roles`;
  const beside = `\`${schema}\`.`;
  const [found] = await database.query(`SELECT 1 AS one FROM ${beside}${options} WHERE option_name = ?`, [roles]);
  if (found === undefined)
    throw new DrillError('STEP_FAILED', 'The set holds no roles.', {
      hint: 'Its tables have another prefix than the shop, or it is not a backup of WordPress.',
    });
  // One transaction: a shop without any rights in between would lock everybody out for good if it broke off.
  await using own = await database.connect();
  await own.execute('START TRANSACTION');
  await own.execute(`DELETE FROM ${options} WHERE option_name = ?`, [roles]);
  await own.execute(`INSERT INTO ${options} SELECT * FROM ${beside}${options} WHERE option_name = ?`, [roles]);
  await own.execute(`DELETE FROM ${usermeta} WHERE meta_key IN (?, ?)`, keys);
  await own.execute(
    `INSERT INTO ${usermeta} SELECT b.* FROM ${beside}${usermeta} AS b JOIN ${users} AS u ON u.ID = b.user_id WHERE b.meta_key IN (?, ?)`,
    keys,
  );
  await own.execute('COMMIT');
}

async function counted(database: Database): Promise<{ readonly accounts: number; readonly without: number }> {
  const [users, usermeta] = ['users', 'usermeta'].map((table) => quotedTable(database, table));
  const [row] = await database.query(
    `SELECT COUNT(*) AS n, SUM(NOT EXISTS (SELECT 1 FROM ${usermeta} AS m WHERE m.user_id = u.ID AND m.meta_key = ?)) AS w FROM ${users} AS u`,
    [`${database.prefix}capabilities`],
  );
  const without = Number(row?.['w'] ?? 0);
  return { accounts: Number(row?.['n'] ?? 0) - without, without };
}
