import type { Sql, SqlValue } from '../model/ports.ts';
import { orderRows } from './order-rows.ts';
import { orders, patients, type SyntheticPatient } from './synthetic.ts';
import type { VaultKey } from './vault-format.ts';

export interface LoadRequest {
  readonly sql: Sql;
  readonly prefix: string;
  readonly seed: number;
  readonly orders: number;
  readonly customers: number;
  readonly key: VaultKey;
  readonly productId: number;
  readonly signal: AbortSignal;
}
export interface Loaded {
  readonly rows: number;
  readonly firstOrderId: number;
  readonly firstUserId: number;
}

/**
 * Loads synthetic customers and orders by bulk SQL, prescriptions already encrypted with the shop's real key.
 * Ids continue after the highest in use; order ids come from `posts`, as WooCommerce's own do.
 */
export async function loadSynthetic(request: LoadRequest): Promise<Loaded> {
  const { sql, prefix, signal } = request;
  const people = [...patients(request.seed, request.customers)];
  const firstUserId = await nextId(sql, `${prefix}users`, 'ID');
  const firstOrderId = await nextId(sql, `${prefix}posts`, 'ID');
  const bulk = new Bulk(sql, prefix, signal);
  for (const patient of people) await addPatient(bulk, patient, firstUserId + patient.number - 1);
  for (const order of orders(request.seed, request.orders, people)) {
    const ids = { order: firstOrderId + order.number - 1, user: firstUserId + order.patient.number - 1, product: request.productId };
    for (const [table, row] of orderRows(order, ids, request.key)) await bulk.add(table, row);
  }
  await bulk.flush();
  return { rows: bulk.rows, firstOrderId, firstUserId };
}

async function nextId(sql: Sql, table: string, key: string): Promise<number> {
  const [row] = await sql.query(`SELECT COALESCE(MAX(\`${key}\`), 0) + 1 AS next FROM \`${table}\``);
  return Number(row?.['next'] ?? 1);
}

async function addPatient(bulk: Bulk, patient: SyntheticPatient, userId: number): Promise<void> {
  await bulk.add('users', {
    ID: userId,
    user_login: patient.login,
    user_pass: '!',
    user_nicename: patient.login,
    user_email: patient.email,
    user_url: '',
    user_registered: '2024-07-01 00:00:00',
    user_activation_key: '',
    user_status: 0,
    display_name: `${patient.firstName} ${patient.lastName}`,
  });
  const meta: Record<string, string> = {
    first_name: patient.firstName,
    last_name: patient.lastName,
    [`${bulk.prefix}capabilities`]: 'a:1:{s:8:"customer";b:1;}',
    [`${bulk.prefix}user_level`]: '0',
    billing_email: patient.email,
    billing_phone: patient.phone,
    billing_address_1: patient.street,
    billing_address_2: patient.unit,
    billing_city: patient.city,
    billing_state: patient.state,
    billing_postcode: patient.postcode,
    billing_country: 'US',
  };
  for (const [meta_key, meta_value] of Object.entries(meta)) await bulk.add('usermeta', { user_id: userId, meta_key, meta_value });
}

/** Gathers rows by table and inserts them many at a time. */
class Bulk {
  rows = 0;
  readonly prefix: string;
  readonly #sql: Sql;
  readonly #signal: AbortSignal;
  readonly #waiting = new Map<string, Record<string, SqlValue>[]>();

  constructor(sql: Sql, prefix: string, signal: AbortSignal) {
    this.#sql = sql;
    this.prefix = prefix;
    this.#signal = signal;
  }

  async add(table: string, row: Record<string, SqlValue>): Promise<void> {
    const rows = this.#waiting.get(table) ?? [];
    if (rows.length === 0) this.#waiting.set(table, rows);
    if (rows.push(row) >= 500) await this.#insert(table);
  }

  async flush(): Promise<void> {
    for (const table of this.#waiting.keys()) await this.#insert(table);
  }

  async #insert(table: string): Promise<void> {
    this.#signal.throwIfAborted();
    const rows = this.#waiting.get(table) ?? [];
    const [first] = rows;
    if (first === undefined) return;
    const columns = Object.keys(first);
    const marks = `(${columns.map(() => '?').join(',')})`;
    const names = columns.map((column) => `\`${column}\``).join(',');
    const values = rows.flatMap((row) => columns.map((column) => row[column] ?? null));
    await this.#sql.execute(`INSERT INTO \`${this.prefix}${table}\` (${names}) VALUES ${rows.map(() => marks).join(',')}`, values);
    this.rows += rows.length;
    this.#waiting.set(table, []);
  }
}
