import { defineAssertion, noParams } from '../model/kind.ts';
import type { CanaryOrder, RunContext } from '../model/ports.ts';
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
 * A guest can buy, and what was typed is ciphertext at rest that the pharmacist reads back as it was typed. Payment is
 * by cheque: no gateway is exercised.
 */
export const checkoutWorks = defineAssertion({
  kind: 'checkout-works',
  title: 'Checkout takes an order and keeps its PHI encrypted',
  controls: ['164.308(a)(7)(ii)(C)', '164.312(a)(2)(iv)'],
  requirements: ['R4', 'R11'],
  params: noParams,
  example: {},
  capture: async () => null,
  async check(_params, context) {
    const expected = 'an order goes through, its prescription is ciphertext at rest and reads back as typed';
    const placed = await context.shop.placeOrder('checkout-works');
    if (placed.order === null) {
      return broken({ expected, actual: placed.text, counts: { placed: 0 } }, placed.status >= 500 ? 'unreachable' : 'false');
    }
    const atRest = await restingFields(context, placed.order);
    const readBack = await readBackFields(context, placed.order);
    const wanted = Object.keys(placed.order.values).length - 1;
    return judged(atRest.sealed === wanted && atRest.clear === 0 && readBack === wanted, {
      expected,
      actual: `order placed; ${atRest.sealed} of ${wanted} fields ciphertext, ${atRest.clear} in clear, ${readBack} read back as typed`,
      counts: { placed: 1, fields: wanted, sealed: atRest.sealed, clear: atRest.clear, readBack },
      evidence: ['table wc_orders_meta', 'REST orders'],
    });
  },
  async sabotage(_params, context) {
    const kept = await keepLog(context, touchedByCheckout);
    await switchOff(context.mirror.database, 'rx-intake');
    return { what: 'the plugin that takes the prescription switched off', undo: () => kept.undo() };
  },
});

/** The new order's prescription as it lies in the database. */
async function restingFields({ mirror: { database } }: RunContext, order: CanaryOrder): Promise<{ readonly sealed: number; readonly clear: number }> {
  const rows = await database.query(`SELECT meta_value AS v FROM \`${database.prefix}wc_orders_meta\` WHERE order_id = ? AND meta_key LIKE '\\_rx\\_%'`, [
    order.id,
  ]);
  const texts = rows.map((row) => String(row['v']));
  return {
    sealed: texts.filter((text) => /^phiv1:[0-9a-f]{8}:[A-Za-z0-9+/=]+$/.test(text)).length,
    clear: texts.filter((text) => Object.values(order.values).some((typed) => text.includes(typed))).length,
  };
}

/** How many fields the pharmacist reads back exactly as they were typed; compared here, never written down. */
async function readBackFields(context: RunContext, order: CanaryOrder): Promise<number> {
  const reader = context.mirror.accounts['pharmacist'];
  if (reader === undefined) return 0;
  const reply = await context.shop.readOrder(reader, order.id, `drill-checkout-${order.id}`);
  if (reply.status !== 200) return 0;
  const body: unknown = JSON.parse(reply.text);
  const rx: unknown = typeof body === 'object' && body !== null ? new Map<string, unknown>(Object.entries(body)).get('rx') : null;
  const fields = new Map<string, unknown>(Object.entries(rx ?? {}));
  return Object.entries(order.values).filter(([name, typed]) => name !== 'unit' && fields.get(name) === typed).length;
}
