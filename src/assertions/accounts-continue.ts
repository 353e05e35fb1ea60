import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { defineAssertion, noParams } from '../model/kind.ts';
import { orderStore } from '../model/order-store.ts';
import type { RunContext } from '../model/ports.ts';
import { markOf } from './access-matrix.ts';
import { judged } from './reading.ts';
import { workOnCopies } from './table-copy.ts';

interface Reference {
  /** Of this run only. */
  readonly key: Buffer;
  /** Number to a keyed digest of the account's name. */
  readonly people: ReadonlyMap<string, string>;
  /** Kept in memory only. */
  readonly mark: string;
}

/**
 * Every account that was there at the backup has its number still, and the number names the same person: so orders stay
 * with their owner, and the access log, which knows people by number and cannot be rewritten, still speaks of whom it
 * spoke. No order belongs to a number without an account, and a patient sees their own order, nobody else's. New
 * numbers break it, even with a list of which became which. Does not compare the accounts' other fields
 * (`phi-integrity`), their rights (`roles-unchanged`) or the log's rows (`access-log-continuous`).
 */
export const accountsContinue = defineAssertion({
  kind: 'accounts-continue',
  title: 'Accounts, their orders and their audit trail go on',
  controls: ['164.312(a)(2)(i)', '164.312(b)', '164.312(c)(1)'],
  requirements: ['R5'],
  params: noParams,
  example: {},
  async capture(_params, { mirror }): Promise<Reference> {
    const key = randomBytes(32);
    return { key, people: await peopleOf(mirror.database, key), mark: await markOf(mirror) };
  },
  async check(_params, context) {
    const { key, people, mark } = context.reference;
    const now = await peopleOf(context.mirror.database, key);
    const lost = [...people].filter(([id]) => !now.has(id)).length;
    const others = [...people].filter(([id, person]) => now.has(id) && now.get(id) !== person).length;
    const orphaned = await orphanedOrders(context);
    const [own, toOther] = [await seesOrder(context, 'customer', mark), await seesOrder(context, 'support', mark)];
    const ok = lost + others + orphaned === 0 && own && !toOther;
    return judged(ok, {
      expected: `each of ${people.size} numbers names the person that it named, every order of an account has it, and a patient sees their own order`,
      actual: `${lost} numbers name nobody, ${others} somebody else; ${orphaned} orders belong to no account; the patient ${own ? 'sees' : 'does not see'} their order${toOther ? ', and so does somebody else' : ''}`,
      counts: { accounts: people.size, lost, others, orphaned, ownOrder: Number(own), toOthers: Number(toOther) },
      evidence: ['users', 'orders', 'HTTPS'],
    });
  },
  async sabotage(_params, { mirror: { database, accounts } }) {
    const copies = await workOnCopies(database, ['users', 'usermeta']);
    const from = accounts['customer']?.id ?? 0;
    const [row] = await database.query(`SELECT MAX(ID) + 1 AS next FROM \`${database.prefix}users\``);
    const to = Number(row?.['next'] ?? 0);
    await database.execute(`UPDATE \`${database.prefix}users\` SET ID = ? WHERE ID = ?`, [to, from]);
    await database.execute(`UPDATE \`${database.prefix}usermeta\` SET user_id = ? WHERE user_id = ?`, [to, from]);
    return { what: 'one patient given a new number, as an import of accounts gives it', undo: () => copies.undo() };
  },
});

async function peopleOf(database: RunContext['mirror']['database'], key: Buffer): Promise<ReadonlyMap<string, string>> {
  const rows = await database.query(`SELECT ID AS id, user_login AS login FROM \`${database.prefix}users\``);
  return new Map(rows.map((row) => [String(row['id']), createHmac('sha256', key).update(String(row['login'])).digest('base64').slice(0, 22)]));
}

async function orphanedOrders({ mirror: { database, site } }: RunContext): Promise<number> {
  const [row] = await database.query(
    `SELECT COUNT(*) AS n FROM ${orderStore(site).owners} LEFT JOIN \`${database.prefix}users\` AS u ON u.ID = owners.customer_id WHERE owners.customer_id > 0 AND u.ID IS NULL`,
  );
  return Number(row?.['n'] ?? 0);
}

/** Whether somebody who logs in is shown the patient's order on My account; a refused log-in shows nothing. */
async function seesOrder({ shop, mirror }: RunContext, role: string, mark: string): Promise<boolean> {
  const account = mirror.accounts[role];
  const opened = account === undefined ? null : await shop.login(account);
  if (opened === null) return false;
  await using session = opened;
  return (await shop.readOwnOrder(session, mirror.patientOrderId, `drill-${randomUUID()}`)).text.includes(mark);
}
