import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { accountMapFile, readAccountMap } from '../model/account-map.ts';
import { defineAssertion } from '../model/kind.ts';
import { orderStore } from '../model/order-store.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { markOf } from './access-matrix.ts';
import { broken, judged } from './reading.ts';
import { workOnCopies } from './table-copy.ts';

interface Reference {
  /** Of this run only. */
  readonly key: Buffer;
  /** Number to a keyed digest of the account's name. */
  readonly people: ReadonlyMap<string, string>;
  /** The highest order number; newer orders are nobody's business here. */
  readonly newestOrder: string;
  /** Number of an account to how many orders it has, and the sum of their numbers. */
  readonly orders: ReadonlyMap<string, string>;
  /** Kept in memory only. */
  readonly mark: string;
}

/**
 * Every account that was there at the backup has its number still, and the number names the same person: so orders stay
 * with their owner, and the access log, which knows people by number and cannot be rewritten, still speaks of whom it
 * spoke. No order belongs to a number without an account, and a patient sees their own order, nobody else's. New
 * numbers break it; with `mapping: true` they do not where the site keeps the list of which became which (one line
 * `{"old":12,"new":5012}` each) beside the log's copy, every listed account is that person under its new number, has that
 * person's orders, and no new number was somebody else's before. Does not compare the accounts' other fields
 * (`phi-integrity`), their rights (`roles-unchanged`) or the log's rows (`access-log-continuous`).
 */
export const accountsContinue = defineAssertion({
  kind: 'accounts-continue',
  title: 'Accounts, their orders and their audit trail go on',
  controls: ['164.312(a)(2)(i)', '164.312(b)', '164.312(c)(1)'],
  requirements: ['R5'],
  params: { type: 'object', additionalProperties: false, properties: { mapping: { const: true } } },
  example: {},
  async capture(_params, context): Promise<Reference> {
    const key = randomBytes(32);
    const newestOrder = await newestOrderOf(context);
    return { key, people: await peopleOf(context, key), newestOrder, orders: await ordersOf(context, newestOrder), mark: await markOf(context.mirror) };
  },
  async check({ mapping = false }, context) {
    const { reference } = context;
    const { key, people, mark } = reference;
    const expected = `each of ${people.size} numbers names the person that it named${mapping ? ', or the list says which number does now' : ''}, every order of an account has it, and a patient sees their own order`;
    const list = mapping ? await readMap(context) : { pairs: new Map<string, string>() };
    if ('badLine' in list) return broken({ expected, actual: `line ${list.badLine} of the list of new numbers is no pair of its own` });
    const now = { people: await peopleOf(context, key), orders: await ordersOf(context, reference.newestOrder) };
    const counts = { ...compared(reference, now, list.pairs), orphaned: await orphanedOrders(context) };
    const [own, toOther] = [await seesOrder(context, 'customer', mark), await seesOrder(context, 'support', mark)];
    const wrong = Object.values(counts).reduce((sum, one) => sum + one, 0);
    return judged(wrong === 0 && own && !toOther, {
      expected,
      actual:
        `${counts.lost} numbers name nobody, ${counts.others} somebody else; ${counts.strayed} accounts have not the orders that they had; ${counts.orphaned} orders belong to no account; ` +
        `the patient ${own ? 'sees' : 'does not see'} their order${toOther ? ', and so does somebody else' : ''}`,
      counts: { accounts: people.size, ...counts, renumbered: list.pairs.size, ownOrder: Number(own), toOthers: Number(toOther) },
      evidence: ['users', 'orders', 'HTTPS', ...(mapping ? ['list of new numbers'] : [])],
    });
  },
  async sabotage(_params, { mirror: { database, accounts } }) {
    const copies = await workOnCopies(database, ['users', 'usermeta', 'wc_customer_lookup']);
    const from = accounts['customer']?.id ?? 0;
    const [row] = await database.query(`SELECT MAX(ID) + 1 AS next FROM \`${database.prefix}users\``);
    const to = Number(row?.['next'] ?? 0);
    await database.execute(`UPDATE \`${database.prefix}users\` SET ID = ? WHERE ID = ?`, [to, from]);
    await database.execute(`UPDATE \`${database.prefix}usermeta\` SET user_id = ? WHERE user_id = ?`, [to, from]);
    return { what: 'one patient given a new number, as an import of accounts gives it', undo: () => copies.undo() };
  },
});

/** `others` counts as well a new number that was somebody else's: the log would speak of two people by one number. */
function compared(
  { people, orders }: Pick<Reference, 'people' | 'orders'>,
  now: Pick<Reference, 'people' | 'orders'>,
  pairs: ReadonlyMap<string, string>,
): { readonly lost: number; readonly others: number; readonly strayed: number } {
  const numberNow = (id: string): string => pairs.get(id) ?? id;
  const all = [...people];
  return {
    lost: all.filter(([id]) => !now.people.has(numberNow(id))).length,
    others:
      all.filter(([id, person]) => now.people.has(numberNow(id)) && now.people.get(numberNow(id)) !== person).length +
      [...pairs].filter(([before, after]) => before !== after && people.has(after)).length,
    strayed: [...orders].filter(([id, had]) => now.orders.get(numberNow(id)) !== had).length,
  };
}

async function readMap({ mirror: { containers } }: RunContext): Promise<ReturnType<typeof readAccountMap>> {
  const done = await containers.exec('toolbox', ['cat', accountMapFile], { user: 'www-data' });
  return readAccountMap(done.code === 0 ? done.stdout.toString('utf8') : '');
}

async function peopleOf({ mirror: { database } }: RunContext, key: Buffer): Promise<ReadonlyMap<string, string>> {
  const rows = await database.query(`SELECT ID AS id, user_login AS login FROM \`${database.prefix}users\``);
  return new Map(rows.map((row) => [String(row['id']), createHmac('sha256', key).update(String(row['login'])).digest('base64').slice(0, 22)]));
}

async function newestOrderOf({ mirror: { database, site } }: RunContext): Promise<string> {
  const [row] = await database.query(`SELECT CAST(COALESCE(MAX(order_id), 0) AS CHAR) AS id FROM ${orderStore(site).owners}`);
  return String(row?.['id'] ?? 0);
}

async function ordersOf({ mirror: { database, site } }: RunContext, newest: string): Promise<ReadonlyMap<string, string>> {
  const rows = await database.query(
    `SELECT CAST(customer_id AS CHAR) AS c, CONCAT(COUNT(*), ' ', SUM(order_id)) AS had FROM ${orderStore(site).owners} WHERE customer_id > 0 AND order_id <= ? GROUP BY customer_id`,
    [newest],
  );
  return new Map(rows.map((row) => [String(row['c']), String(row['had'])]));
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
