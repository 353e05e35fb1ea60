import { randomUUID } from 'node:crypto';
import { DrillError } from '../model/errors.ts';
import { defineFault } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';

const rolePattern = '^[a-z][a-z0-9_-]{0,59}$';

/**
 * Gives a drill account another role, past WordPress and its hooks, and reads one order with it: what an intruder, or a
 * hurried colleague, leaves behind, in the database and in the caches.
 */
export const grantRole = defineFault({
  kind: 'grant-role',
  title: 'An account has got a role that it should not have',
  controls: ['164.308(a)(4)(ii)(C)', '164.312(a)(1)'],
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['account', 'role'],
    properties: { account: { type: 'string', pattern: rolePattern }, role: { type: 'string', pattern: rolePattern } },
  },
  example: { account: 'support', role: 'administrator' },
  async inject({ account, role }, context) {
    const { database } = context.mirror;
    await database.execute(`UPDATE \`${database.prefix}usermeta\` SET meta_value = ? WHERE user_id = ? AND meta_key = ?`, [
      grant(role),
      idOf(context, account),
      `${database.prefix}capabilities`,
    ]);
    await context.mirror.coolCaches();
    // Whoever has it uses it at once; a cache knows the role from then on.
    await context.shop.readOrder(context.mirror.accounts[account] ?? null, context.mirror.patientOrderId, `fault-${randomUUID()}`);
    return { summary: `the drill's ${account} account is ${role} now`, data: { account, role } };
  },
  async observe({ account, role }, context) {
    const { database } = context.mirror;
    const [row] = await database.query(`SELECT meta_value AS v FROM \`${database.prefix}usermeta\` WHERE user_id = ? AND meta_key = ?`, [
      idOf(context, account),
      `${database.prefix}capabilities`,
    ]);
    const has = row?.['v'] === grant(role);
    return { observed: has, text: `the account ${has ? 'has' : 'has not got'} the role ${role}` };
  },
});

const grant = (role: string): string => `a:1:{s:${role.length}:"${role}";b:1;}`;

function idOf({ mirror }: RunContext, account: string): number {
  const found = mirror.accounts[account];
  if (found === undefined)
    throw new DrillError('INVALID_FLAG', `grant-role: the mirror has no drill account "${account}" (${Object.keys(mirror.accounts).join(', ')}).`);
  return found.id;
}
