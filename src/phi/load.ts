import type { Containers } from '../model/ports/containers.ts';
import type { Database } from '../model/ports/database.ts';
import { withBulkSettings } from './bulk-settings.ts';
import { fillReports, reportIds, reportTables } from './fill-reports.ts';
import { orderTables, type OrderStorage } from './order-rows.ts';
import type { Recipe } from './made-rows.ts';
import { makeStretches } from './row-makers.ts';
import type { RowTable } from './row-table.ts';
import { addKeys, dropKeys } from './secondary-keys.ts';
import { syntheticTables } from './synthetic-tables.ts';
import { openTable, type OpenTable } from './table-stream.ts';
import type { VaultKey } from '../model/vault-key.ts';

export interface LoadRequest {
  readonly database: Database;
  readonly containers: Containers;
  readonly seed: number;
  readonly orders: number;
  readonly customers: number;
  readonly storage: OrderStorage;
  readonly key: VaultKey;
  readonly productId: number;
  /** User that the first order belongs to. */
  readonly owner: number;
  readonly progress: (text: string) => void;
  readonly signal: AbortSignal;
}
export interface Loaded {
  readonly rows: number;
  readonly firstOrderId: number;
  readonly firstUserId: number;
}

/** From here on a worker thread and rebuilt keys cost less than they save. One thread: the server takes the other core. */
const many = 20_000;

/**
 * Loads synthetic customers and orders, prescriptions already encrypted with the shop's real key: one LOAD DATA a
 * table, fed from the rows' makers; at many orders secondary keys are built after. Ids continue after the highest in
 * use; order ids come from `posts`, as WooCommerce's own do. Nobody else may use the database meanwhile.
 * @throws {DrillError} DATABASE_ERROR when a table did not take every row as it was sent.
 */
export async function loadSynthetic(request: LoadRequest): Promise<Loaded> {
  const { database, seed, storage, key, productId, owner } = request;
  const firstUserId = await nextId(database, 'users', 'ID');
  const firstOrderId = await nextId(database, 'posts', 'ID');
  const size = { orders: request.orders, customers: request.customers };
  const reports = await reportIds(database, owner, request.customers);
  const recipe: Recipe = { seed, size, storage, key, productId, firstOrderId, firstUserId, owner, reports, prefix: database.prefix };
  const rows = request.orders < many ? await streamWithKeys(request, recipe) : await withBulkSettings(database, () => streamWithoutKeys(request, recipe));
  return { rows, firstOrderId, firstUserId };
}

async function streamWithKeys(request: LoadRequest, recipe: Recipe): Promise<number> {
  const rows = await stream(request, recipe, 0);
  await fillReports(request.database, recipe);
  return rows;
}

async function streamWithoutKeys(request: LoadRequest, recipe: Recipe): Promise<number> {
  const { database, progress, signal } = request;
  const named = (tables: readonly string[]): readonly string[] => tables.map((table) => recipe.prefix + table);
  const orders = await dropKeys(database, named(orderTables(recipe.storage).map(({ table }) => table)), signal);
  const reports = await dropKeys(database, recipe.reports === null ? [] : named(reportTables), signal);
  const rows = await stream(request, recipe, 1);
  progress(`building the keys of ${orders.length + reports.length} tables`);
  // Filling the reports asks for none of these keys.
  await Promise.all([fillReports(database, recipe), addKeys(database, orders, signal)]);
  await addKeys(database, reports, signal);
  return rows;
}

async function stream(request: LoadRequest, recipe: Recipe, threads: number): Promise<number> {
  const { containers, progress, signal } = request;
  const open = (table: RowTable<never>): readonly [string, OpenTable] => [table.table, openTable(containers, { ...table, table: recipe.prefix + table.table })];
  const made = syntheticTables(recipe);
  const tables = { patients: new Map(made.patients.map(open)), orders: new Map(made.orders.map(open)) };
  const telling = tenths(recipe.size.orders, progress);
  try {
    let rows = 0;
    for await (const { stretch, pieces } of makeStretches(recipe, { threads, signal })) {
      // The server gives a silent client up after a while.
      if (stretch.what === 'orders' && stretch.from === 1) await closeAll(tables.patients);
      await Promise.all(pieces.map(async (piece) => await tables[stretch.what].get(piece.table)?.write(piece)));
      rows += pieces.reduce((sum, piece) => sum + piece.rows, 0);
      if (threads > 0 && stretch.what === 'orders') telling(stretch.to);
    }
    await closeAll(tables.orders);
    return rows;
  } finally {
    for (const table of [...tables.patients.values(), ...tables.orders.values()]) table.abandon();
  }
}

async function closeAll(tables: ReadonlyMap<string, OpenTable>): Promise<void> {
  await Promise.all([...tables.values()].map((table) => table.close()));
}

/** Tells of every tenth once. */
function tenths(total: number, progress: (text: string) => void): (done: number) => void {
  let told = 0;
  return (done) => {
    const tenth = Math.floor((done * 10) / total);
    if (tenth > told) progress(`loaded ${done} of ${total} orders`);
    told = Math.max(told, tenth);
  };
}

async function nextId(database: Database, table: string, key: string): Promise<number> {
  const [row] = await database.query(`SELECT COALESCE(MAX(\`${key}\`), 0) + 1 AS next FROM \`${database.prefix}${table}\``);
  return Number(row?.['next'] ?? 1);
}
