import { defineAssertion } from '../model/kind.ts';
import { orderStore } from '../model/order-store.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import type { CheckoutAttempt } from '../model/ports/shop.ts';
import { judged } from './reading.ts';
import { workOnCopies } from './table-copy.ts';

/** Orders of these states are no order to anybody: nobody packs them, nobody pays for them. */
const noOrder = ['wc-checkout-draft', 'auto-draft', 'draft', 'trash', 'wc-failed', 'wc-cancelled'];
const marks = (values: readonly unknown[]): string => values.map(() => '?').join(',');

/**
 * Every guest of Muster's who was given an order number has exactly that order, once; nobody has one whose checkout was
 * refused every time; nobody has two, however often they tried with the same cart. A guest who was never answered may
 * have one. `may-lose: since-backup` is for runbooks that restore a backup: what was ordered after it may be gone, and is
 * counted (the RPO says the same). Says nothing of orders that others placed.
 */
export const ordersExactlyOnce = defineAssertion({
  kind: 'orders-exactly-once',
  title: 'Every order that a guest was given a number for exists exactly once',
  controls: ['164.312(c)(1)', '164.308(a)(7)(ii)(C)'],
  requirements: ['R2', 'R4'],
  params: { type: 'object', additionalProperties: false, properties: { 'may-lose': { enum: ['since-backup'] } } },
  example: { 'may-lose': 'since-backup' },
  capture: async () => null,
  async check({ 'may-lose': mayLose }, context) {
    const carts = cartsOf(context);
    const found = await ordersByUnit(context, [...carts.keys()]);
    const lostFrom = mayLose === undefined ? null : (context.backups.sets.at(-1)?.takenAt ?? null);
    const counts = { carts: carts.size, answered: 0, kept: 0, missing: 0, lost: 0, wrongNumber: 0, twice: 0, refusedButThere: 0 };
    for (const [unit, cart] of carts) count(counts, cart, { ids: found.get(unit) ?? [], lostFrom });
    const wrong = counts.missing + counts.wrongNumber + counts.twice + counts.refusedButThere;
    return judged(wrong === 0 && carts.size > 0, {
      expected: `every answered checkout exactly once, no refused one${mayLose === undefined ? '' : '; what was ordered after the backup may be gone'}`,
      actual: `${counts.kept} of ${counts.answered} answered checkouts there once, ${counts.missing} missing, ${counts.lost} lost with the backup, ${counts.wrongNumber} under another number, ${counts.twice} twice, ${counts.refusedButThere} there though refused`,
      counts,
      evidence: [context.mirror.site.orderStorage === 'posts' ? 'table postmeta' : 'table wc_order_addresses', "the drill's own ledger of checkouts"],
    });
  },
  async sabotage(_params, context) {
    const { database, site } = context.mirror;
    const found = await ordersByUnit(context, [...cartsOf(context).keys()]);
    const [unit, id] = [...found].flatMap(([token, ids]) => (ids[0] === undefined ? [] : [[token, ids[0]] as const]))[0] ?? ['', 0];
    const store = orderStore(site);
    const [other] = await database.query(
      `SELECT orders.id AS id FROM ${store.orders} JOIN ${store.billing} ON billing.order_id = orders.id
       WHERE orders.type = 'shop_order' AND orders.id <> ? AND orders.status NOT IN (${marks(noOrder)}) LIMIT 1`,
      [id, ...noOrder],
    );
    const copies = await workOnCopies(database, ['wc_order_addresses', 'postmeta']);
    const statement =
      site.orderStorage === 'posts'
        ? `UPDATE \`${database.prefix}postmeta\` SET meta_value = ? WHERE meta_key = '_billing_address_2' AND post_id = ?`
        : `UPDATE \`${database.prefix}wc_order_addresses\` SET address_2 = ? WHERE address_type = 'billing' AND order_id = ?`;
    await database.execute(statement, [unit, other?.['id'] ?? 0]);
    return { what: 'a second order with the address of one that a guest was given a number for', undo: () => copies.undo() };
  },
});

interface Counts {
  answered: number;
  kept: number;
  missing: number;
  lost: number;
  wrongNumber: number;
  twice: number;
  refusedButThere: number;
}

/** Attempts by cart. Those that a check made for itself are left out: a sabotage takes their orders away again. */
function cartsOf({ ledger }: RunContext): ReadonlyMap<string, readonly CheckoutAttempt[]> {
  return Map.groupBy(
    ledger.attempts.filter(({ by }) => by !== 'checkout-works'),
    ({ unit }) => unit,
  );
}

/** The numbers of the orders that stand under each cart's token. @throws {DrillError} UNREACHABLE, DATABASE_ERROR */
async function ordersByUnit({ mirror: { database, site } }: RunContext, units: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>> {
  if (units.length === 0) return new Map();
  const store = orderStore(site);
  const rows = await database.query(
    `SELECT billing.address_2 AS unit, orders.id AS id FROM ${store.billing} JOIN ${store.orders} ON orders.id = billing.order_id
     WHERE orders.type = 'shop_order' AND orders.status NOT IN (${marks(noOrder)}) AND billing.address_2 IN (${marks(units)})`,
    [...noOrder, ...units],
  );
  return new Map([...Map.groupBy(rows, (row) => String(row['unit']))].map(([unit, found]) => [unit, found.map((row) => Number(row['id']))]));
}

function count(
  counts: Counts,
  cart: readonly CheckoutAttempt[],
  { ids, lostFrom }: { readonly ids: readonly number[]; readonly lostFrom: string | null },
): void {
  const answer = cart.find(({ outcome }) => outcome === 'answered');
  if (ids.length > 1) counts.twice += 1;
  if (answer === undefined) {
    if (ids.length > 0 && cart.every(({ outcome }) => outcome === 'refused')) counts.refusedButThere += 1;
    return;
  }
  counts.answered += 1;
  if (ids.length === 0) counts[lostFrom !== null && answer.at > lostFrom ? 'lost' : 'missing'] += 1;
  else if (answer.orderId === null || !ids.includes(answer.orderId)) counts.wrongNumber += 1;
  else if (ids.length === 1) counts.kept += 1;
}
