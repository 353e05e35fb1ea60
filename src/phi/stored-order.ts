import type { SyntheticOrder } from './synthetic.ts';
import type { VaultKey } from '../model/vault-key.ts';
import { sealField } from './vault-format.ts';

/** The numbers that an order's rows refer to. */
export interface OrderIds {
  readonly order: number;
  readonly user: number;
  readonly product: number;
  /** The customer's number in WooCommerce's reports; 0 where there are none. */
  readonly reportCustomer: number;
}

/** An order with its numbers, its prescription already encrypted: by meta key (`_rx_drug`), as rx-intake stores it. */
export interface StoredOrder extends SyntheticOrder {
  readonly ids: OrderIds;
  readonly sealed: readonly (readonly [metaKey: string, value: string])[];
  /** Opens the order to whoever has it: WooCommerce's key for guests. */
  readonly orderKey: string;
}

/** Encrypts an order's prescription with the shop's key. Pure: the same order, ids and key give the same values. */
export function storedOrder(order: SyntheticOrder, ids: OrderIds, key: VaultKey): StoredOrder {
  const sealed = Object.entries(order.prescription ?? {}).map(
    ([field, text]) => [`_rx_${field}`, sealField(key, text, `order:${ids.order}`, `_rx_${field}`)] as const,
  );
  return { ...order, ids, sealed, orderKey: `wc_order_${ids.order.toString(36)}` };
}
