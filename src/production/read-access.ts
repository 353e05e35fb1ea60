import type { BaselineAccess, Capabilities } from '../model/baseline.ts';
import { canonicalJson } from '../model/canonical.ts';
import { DrillError } from '../model/errors.ts';
import type { Database } from '../model/ports/database.ts';
import { keyed } from './baseline-key.ts';
import { quotedTable } from '../model/identifier.ts';
import { readOptions } from './read-options.ts';
import { text } from './schema.ts';
import { isRecord, stored } from './stored.ts';

/** Beyond it a group is one of customers: its members are told by one digest, not by one each. */
const largestGroup = 500;

/**
 * Roles with their capabilities, and who holds what: users with the same grants together, each user as a keyed digest.
 * @throws {DrillError} PRODUCTION_UNREADABLE when the roles or a user's grants are not readable.
 */
export async function readAccess(database: Database, key: Buffer): Promise<BaselineAccess> {
  const name = `${database.prefix}user_roles`;
  const option = (await readOptions(database, [name])).get(name);
  const roles = Object.fromEntries(
    Object.entries(recordOf(option, 'the roles')).map(([role, details]) => [role, capabilitiesOf(isRecord(details) ? details['capabilities'] : null)]),
  );
  const groups = await database.query(
    `SELECT meta_value AS v, COUNT(*) AS n FROM ${quotedTable(database, 'usermeta')} WHERE meta_key = ? GROUP BY BINARY meta_value, meta_value`,
    [`${database.prefix}capabilities`],
  );
  const byGrants = Map.groupBy(groups, (group) => canonicalJson(capabilitiesOf(recordOf(text(group, 'v'), 'the grants of a user'))));
  const holders = [];
  for (const [grants, written] of [...byGrants].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const users = written.reduce((sum, group) => sum + Number(group['n']), 0);
    const ids = written.map((group) => text(group, 'v'));
    const few = users <= largestGroup;
    const members = await membersOf(database, key, ids, few);
    holders.push({ grants: JSON.parse(grants) as Capabilities, users, ...members });
  }
  return { roles, holders };
}

/** Ids are read a page at a time: a shop has a million customers. */
async function membersOf(
  database: Database,
  key: Buffer,
  written: readonly string[],
  few: boolean,
): Promise<{ readonly digest: string; readonly members: readonly string[] | null }> {
  const members: string[] = [];
  let digest = '';
  for (let after = '0'; ;) {
    const page = await database.query(
      `SELECT user_id AS id FROM ${quotedTable(database, 'usermeta')} WHERE meta_key = ? AND BINARY meta_value IN (${written.map(() => '?').join(',')}) AND user_id > CAST(? AS UNSIGNED) ORDER BY user_id LIMIT 10000`,
      [`${database.prefix}capabilities`, ...written, after],
    );
    const ids = page.map((row) => text(row, 'id'));
    const last = ids.at(-1);
    if (last === undefined) break;
    digest = keyed(key, `${digest} ${ids.join(' ')}`);
    if (few) members.push(...ids.map((id) => keyed(key, `user ${id}`).slice(0, 32)));
    after = last;
  }
  return { digest, members: few ? members.toSorted() : null };
}

function recordOf(value: string | undefined, what: string): Readonly<Record<string, unknown>> {
  const found = stored(value);
  if (isRecord(found)) return found;
  if (Array.isArray(found) && found.length === 0) return {};
  throw new DrillError('PRODUCTION_UNREADABLE', `What is stored for ${what} is not readable.`, { hint: 'WordPress itself would find no roles there either.' });
}

/** As WordPress takes them: `false`, 0 and '' deny. */
function capabilitiesOf(value: unknown): Capabilities {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([capability, granted]) => [capability, ![false, 0, '', '0', null].includes(granted as never)]));
}
