import { defineAssertion, noParams } from '../model/kind.ts';
import { orderStore } from '../model/order-store.ts';
import type { SitePlan } from '../model/plan/site.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import type { CanaryOrder } from '../model/ports/shop.ts';
import { probesOf, type CheckoutFields } from '../model/probes.ts';
import { broken, judged } from './reading.ts';
import { keepLog } from './log-keeping.ts';
import { switchOff } from './switch-off.ts';

/** Every table that a checkout writes, so that the one under sabotage leaves nothing behind. */
const touchedByCheckout = [
  'options',
  'posts',
  'postmeta',
  'comments',
  'commentmeta',
  'woocommerce_sessions',
  'wc_orders',
  'wc_order_addresses',
  'wc_orders_meta',
  'wc_order_operational_data',
  'woocommerce_order_items',
  'woocommerce_order_itemmeta',
  'wc_order_stats',
  'wc_order_product_lookup',
  'wc_customer_lookup',
  'actionscheduler_actions',
  'actionscheduler_logs',
];

/**
 * A guest can buy in the way that the stack's probes name, and what was typed into the shop's own fields is ciphertext
 * at rest (where the PHI map says so of the order's meta fields; elsewhere it claims no encryption) and reads back through REST as typed (where the probe
 * names a property). Without such fields: the order lies in the shop's store. Payment is as real as the probe's gateway.
 */
export const checkoutWorks = defineAssertion({
  kind: 'checkout-works',
  title: 'Checkout takes an order and keeps its PHI as the PHI map says',
  controls: ['164.308(a)(7)(ii)(C)', '164.312(a)(2)(iv)'],
  requirements: ['R4', 'R11'],
  params: noParams,
  example: {},
  capture: async () => null,
  async check(_params, context) {
    const { fields } = probesOf(context.mirror.site.probes).checkout;
    const pattern = fields === null ? null : sealPattern(context.mirror.site, fields);
    const expected = expectedOf(fields, pattern);
    const notProven = pattern === null ? ['That what is typed at the checkout is ciphertext at rest: the PHI map protects no such field one by one.'] : [];
    const placed = await context.shop.placeOrder('checkout-works');
    if (placed.order === null) {
      return broken({ expected, actual: placed.text, counts: { placed: 0 }, notProven }, placed.status >= 500 ? 'unreachable' : 'false');
    }
    const kept = await isKept(context, placed.order);
    const evidence = orderStore(context.mirror.site).metas.map((meta) => `table ${meta.table}`);
    if (fields === null)
      return judged(kept, { expected, actual: `order placed, ${kept ? '' : 'not '}kept`, counts: { placed: 1, kept: kept ? 1 : 0 }, evidence, notProven });
    const atRest = await restingFields(context, placed.order, { fields, pattern });
    const readBack = fields.read === null ? null : await readBackFields(context, placed.order, fields.read);
    const wanted = Object.keys(fields.names).length;
    const safe = pattern === null || (atRest.sealed === wanted && atRest.clear === 0);
    return judged(kept && atRest.stored === wanted && safe && (readBack ?? wanted) === wanted, {
      expected,
      actual: `order placed; ${restWords(atRest, wanted, pattern)}, ${readBack ?? 'none'} read back as typed`,
      counts: { placed: 1, fields: wanted, stored: atRest.stored, sealed: atRest.sealed, clear: atRest.clear, ...(readBack === null ? {} : { readBack }) },
      evidence: [...evidence, 'REST orders'],
      notProven,
    });
  },
  async sabotage(_params, context) {
    const kept = await keepLog(context, touchedByCheckout);
    const { site, commerceSlug } = context.mirror;
    const intake = site.plugins.findLast(({ role, slug }) => role === 'serves-phi' && slug !== 'commerce')?.slug ?? commerceSlug;
    await switchOff(context.mirror.database, intake);
    return { what: `the plugin that takes what is typed (${intake}) switched off`, undo: () => kept.undo() };
  },
});

/** Claims ciphertext only where the map names its form, and reading back only where the probe names a way. */
function expectedOf(fields: CheckoutFields | null, pattern: RegExp | null): string {
  if (fields === null) return 'an order goes through and is kept';
  const atRest = pattern === null ? 'its fields are stored' : 'its fields are ciphertext at rest';
  return `an order goes through, ${atRest}${fields.read === null ? '' : ' and read back as typed'}`;
}

function restWords({ stored, sealed, clear }: Resting, wanted: number, pattern: RegExp | null): string {
  return pattern === null ? `${stored} of ${wanted} fields stored` : `${sealed} of ${wanted} fields ciphertext, ${clear} in clear`;
}

/** True when the shop's own store holds the order, found by its canary token. */
async function isKept({ mirror: { database, site } }: RunContext, order: CanaryOrder): Promise<boolean> {
  const rows = await database.query(`SELECT 1 AS one FROM ${orderStore(site).billing} WHERE order_id = ? AND address_2 = ?`, [
    order.id,
    order.values['unit'] ?? '',
  ]);
  return rows.length > 0;
}

/** What the PHI map says a sealed field looks like; null where it does not say that the fields are sealed one by one. */
function sealPattern(site: SitePlan, { meta }: CheckoutFields): RegExp | null {
  const sealed = orderStore(site).metas.flatMap(({ table }) => {
    const protection = site.phiMap.tables.find((one) => one.table === table)?.protection;
    return protection?.kind === 'field' && protection.keys.some((key) => key === meta || matches(key, meta.replace('*', 'field'))) ? [protection.pattern] : [];
  });
  return sealed[0] === undefined ? null : new RegExp(sealed[0], 'u');
}

/** Globs of a map hold letters, digits, hyphens, underscores and stars only. */
function matches(glob: string, key: string): boolean {
  return new RegExp(`^${glob.replaceAll('*', '.*')}$`, 'u').test(key);
}

interface Resting {
  readonly stored: number;
  readonly sealed: number;
  readonly clear: number;
}

/** The new order's fields as they lie in the database: one counts only when every copy of it does. */
async function restingFields(
  { mirror: { database, site } }: RunContext,
  order: CanaryOrder,
  { fields, pattern }: { readonly fields: CheckoutFields; readonly pattern: RegExp | null },
): Promise<Resting> {
  const keys = Object.keys(fields.names).map((name) => fields.meta.replace('*', name));
  let [stored, sealed, clear] = [keys.length, keys.length, 0];
  for (const meta of orderStore(site).metas) {
    const rows = await database.query(
      `SELECT meta_value AS v FROM \`${database.prefix}${meta.table}\` WHERE ${meta.order} = ? AND meta_key IN (${keys.map(() => '?').join(',')})`,
      [order.id, ...keys],
    );
    const texts = rows.map((row) => String(row['v']));
    stored = Math.min(stored, texts.length);
    sealed = Math.min(sealed, texts.filter((text) => pattern?.test(text) === true).length);
    clear += texts.filter((text) => Object.values(order.values).some((typed) => text.includes(typed))).length;
  }
  return { stored, sealed, clear };
}

/** How many fields the pharmacist reads back exactly as they were typed; compared here, never written down. */
async function readBackFields(context: RunContext, order: CanaryOrder, property: string): Promise<number> {
  const reader = context.mirror.accounts['pharmacist'];
  if (reader === undefined) return 0;
  const reply = await context.shop.readOrder(reader, order.id, `drill-checkout-${order.id}`);
  if (reply.status !== 200) return 0;
  const body: unknown = JSON.parse(reply.text);
  const shown: unknown = typeof body === 'object' && body !== null ? new Map<string, unknown>(Object.entries(body)).get(property) : null;
  const fields = new Map<string, unknown>(Object.entries(shown ?? {}));
  return Object.entries(order.values).filter(([name, typed]) => name !== 'unit' && fields.get(name) === typed).length;
}
