import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { PhiTable } from '../../src/model/plan.ts';
import type { Database, Row, SqlValue } from '../../src/model/ports.ts';
import { canaryLedger } from '../../src/phi/canary.ts';
import { phiIntegrity } from '../../src/phi/fingerprint.ts';
import { chunkSpan } from '../../src/phi/row-digest.ts';

interface Stored {
  readonly record: number;
  readonly value: string;
}
interface Shop {
  readonly meta: Map<number, Stored>;
  readonly ownMail: Set<number>;
  readonly orders: Set<number>;
  cut: number;
}

const table: PhiTable = {
  table: 'wc_orders_meta',
  class: 'identical',
  tier: 1,
  key: ['id'],
  record: { of: 'order', column: 'order_id' },
  columns: ['meta_value'],
  exceptKeys: [],
  protection: { kind: 'none', acceptedBy: 'security-official', reason: 'test', expires: '2027-01-01' },
  readBy: [],
  log: null,
};
const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A database that answers the four questions of a fingerprint from a map. */
function memoryDatabase(shop: Shop): Database {
  const answer = (sql: string, values: readonly SqlValue[]): readonly Row[] => {
    if (sql.includes('GROUP BY chunk')) return chunksOf(shop);
    if (sql.includes('LEFT(')) {
      const [from, to] = values.slice(-2).map(Number);
      return [...shop.meta].filter(([id]) => id >= (from ?? 0) && id <= (to ?? 0)).map(([k, { record, value }]) => ({ k, record, d: sha(value).slice(0, 32) }));
    }
    if (sql.includes('COUNT(*)')) return [{ n: values.filter((id) => shop.orders.has(Number(id))).length }];
    return values.filter((id) => shop.ownMail.has(Number(id))).map((id) => ({ id: Number(id) }));
  };
  const database = {
    prefix: 'wp_',
    query: async (sql: string, values: readonly SqlValue[] = []) => answer(sql, values),
    execute: async () => 0,
    connect: () => Promise.reject(new Error('not here')),
  };
  return database;
}
function chunksOf({ meta, cut }: Shop): readonly Row[] {
  const chunks = new Map<number, string[]>();
  for (const [id, { value }] of meta) chunks.set(Math.floor(id / chunkSpan), [...(chunks.get(Math.floor(id / chunkSpan)) ?? []), sha(value)]);
  return [...chunks].map(([chunk, digests]) => ({ chunk, n: digests.length, digest: sha(digests.join('')), cut }));
}

function fixture(erased: readonly number[] = []) {
  const shop: Shop = {
    meta: new Map(Array.from({ length: 50 }, (_, index) => [index * 200, { record: index, value: `value ${index}` }])),
    ownMail: new Set(),
    orders: new Set([1, 2]),
    cut: 0,
  };
  const ledger = canaryLedger();
  const clock = { now: () => '2026-11-23T10:00:00.000Z', monotonicMs: () => 0 };
  const parts = {
    database: memoryDatabase(shop),
    map: { id: 'm', digest: `sha256:${'a'.repeat(64)}`, tables: [table, { ...table, table: 'x', class: 'volatile' }], flows: [] },
    key: Buffer.alloc(32),
    clock,
    ledger,
    canaryMail: 'canary-%',
    erasedOrders: async () => erased,
  } as const;
  return { shop, ledger, phi: phiIntegrity(parts) };
}

describe('comparing fingerprints', () => {
  it('finds nothing where nothing changed', async () => {
    const { phi } = fixture();
    expect(await phi.compare(await phi.remember())).toEqual({
      lost: 0,
      altered: 0,
      added: 0,
      resurrected: 0,
      tables: { wc_orders_meta: { lost: 0, altered: 0, added: 0 } },
    });
  });
  it('counts lost, altered and added rows exactly, over chunks', async () => {
    const { phi, shop } = fixture();
    const reference = await phi.remember();
    for (const id of [0, 9800]) shop.meta.delete(id);
    for (const id of [200, 4200, 8400]) shop.meta.set(id, { record: 1, value: 'other' });
    shop.meta.set(20_000, { record: 999, value: 'new' });
    expect(await phi.compare(reference)).toMatchObject({ lost: 2, altered: 3, added: 1, resurrected: 0 });
  });
  it("does not count rows of Muster's own orders after the reference, nor of checkouts under way", async () => {
    const { phi, shop, ledger } = fixture();
    const reference = await phi.remember();
    ledger.add({ id: 500, placedAt: '2026-11-23T10:00:05.000Z', by: 'canary-orders', values: {} });
    shop.meta.set(20_001, { record: 500, value: 'own' }).set(20_002, { record: 501, value: 'draft' }).set(20_003, { record: 502, value: 'foreign' });
    shop.ownMail.add(501);
    expect(await phi.compare(reference)).toMatchObject({ added: 1 });
  });
  it('counts an own order from before the reference as added when it comes back', async () => {
    const { phi, shop, ledger } = fixture();
    const reference = await phi.remember();
    ledger.add({ id: 500, placedAt: '2026-11-23T09:00:00.000Z', by: 'backup', values: {} });
    shop.meta.set(20_001, { record: 500, value: 'old' });
    expect(await phi.compare(reference)).toMatchObject({ added: 1 });
  });
  it('counts erased orders that are there again', async () => {
    const { phi } = fixture([2, 3]);
    expect(await phi.compare(await phi.remember())).toMatchObject({ resurrected: 1 });
  });
  it('refuses when the server cut a concatenation', async () => {
    const { phi, shop } = fixture();
    shop.cut = 64;
    await expect(phi.take()).rejects.toMatchObject({ code: 'DATABASE_ERROR', message: expect.stringContaining('wc_orders_meta') });
  });
  it('refuses a reference that it does not remember', async () => {
    const { phi } = fixture();
    await expect(phi.compare(await phi.take())).rejects.toMatchObject({ code: 'BUG' });
  });
  it('looks at identical tables only', async () => {
    const { phi } = fixture();
    expect((await phi.take()).tables.map((print) => print.table)).toEqual(['wc_orders_meta']);
  });
});
