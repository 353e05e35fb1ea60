import type { Recipe } from './made-rows.ts';
import { orderTables } from './order-rows.ts';
import { patientTables, type StoredPatient } from './patient-tables.ts';
import { customerLookup, orderStats } from './report-tables.ts';
import type { RowTable } from './row-table.ts';
import type { StoredOrder } from './stored-order.ts';

/** The tables that the made records of a shop have rows in, WooCommerce's reports among them where the shop has some. */
export function syntheticTables({ prefix, storage, reports }: Pick<Recipe, 'prefix' | 'storage' | 'reports'>): {
  readonly patients: readonly RowTable<StoredPatient>[];
  readonly orders: readonly RowTable<StoredOrder>[];
} {
  return {
    patients: [...patientTables(prefix), ...(reports === null ? [] : [customerLookup])],
    orders: [...orderTables(storage), ...(reports === null ? [] : [orderStats])],
  };
}
