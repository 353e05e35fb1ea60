import type { ReportIds } from './fill-reports.ts';
import type { OrderStorage } from './order-rows.ts';
import type { StoredPatient } from './patient-tables.ts';
import { tsvOf, type RowTable } from './row-table.ts';
import { storedOrder } from './stored-order.ts';
import { orderOf, patientOf, type SyntheticSize } from './synthetic.ts';
import { syntheticTables } from './synthetic-tables.ts';
import type { VaultKey } from '../model/vault-key.ts';

/** What the records of a synthetic shop are made from; plain data, so that a worker thread can have it. */
export interface Recipe {
  readonly seed: number;
  readonly size: SyntheticSize;
  readonly storage: OrderStorage;
  readonly prefix: string;
  readonly key: VaultKey;
  readonly productId: number;
  readonly firstOrderId: number;
  readonly firstUserId: number;
  /** User that the first order belongs to. */
  readonly owner: number;
  /** Null: the shop has no reports. */
  readonly reports: ReportIds | null;
}

/** A stretch of records by number, both ends included. */
export interface Stretch {
  readonly what: 'patients' | 'orders';
  readonly from: number;
  readonly to: number;
}

/** Rows for one table, as LOAD DATA reads them; memory of its own, so that a thread can hand it over. */
export interface Piece {
  readonly table: string;
  readonly rows: number;
  readonly tsv: Uint8Array;
}

/** The rows of a stretch of records, by table. Pure. */
export function makeRows(recipe: Recipe, { what, from, to }: Stretch): readonly Piece[] {
  const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const tables = syntheticTables(recipe);
  if (what === 'patients') {
    return piecesOf(
      tables.patients,
      numbers.map((number) => ({ ...patientOf(recipe.seed, number), ...personIds(recipe, number) })),
    );
  }
  const orders = numbers.map((number) => {
    const order = orderOf(recipe.seed, number, recipe.size);
    const { userId, reportCustomer } = number === 1 ? ownerIds(recipe) : personIds(recipe, order.patient.number);
    const ids = { order: recipe.firstOrderId + number - 1, user: userId, product: recipe.productId, reportCustomer };
    return storedOrder(order, ids, recipe.key);
  });
  return piecesOf(tables.orders, orders);
}

function personIds({ firstUserId, reports }: Recipe, number: number): Pick<StoredPatient, 'userId' | 'reportCustomer'> {
  return { userId: firstUserId + number - 1, reportCustomer: reports === null ? 0 : reports.firstCustomerId + number - 1 };
}

function ownerIds({ owner, reports }: Recipe): Pick<StoredPatient, 'userId' | 'reportCustomer'> {
  return { userId: owner, reportCustomer: reports?.ownerId ?? 0 };
}

function piecesOf<T>(tables: readonly RowTable<T>[], records: readonly T[]): readonly Piece[] {
  return tables.map((table) => {
    let rows = 0;
    let text = '';
    for (const record of records) {
      const made = table.rows(record);
      rows += made.length;
      text += tsvOf(made);
    }
    return { table: table.table, rows, tsv: new TextEncoder().encode(text) };
  });
}
