import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Scratch } from '../../src/model/phi-integrity.ts';
import type { PhiTable } from '../../src/model/plan/phi-map.ts';
import type { Database, Row, SqlValue } from '../../src/model/ports/database.ts';
import { canaryLedger } from '../../src/phi/canary.ts';
import { chunkRows, roomBytes } from '../../src/phi/chunk-sql.ts';
import { phiIntegrity } from '../../src/phi/fingerprint.ts';
import { inOrder } from '../../src/phi/in-order.ts';

interface Stored {
  readonly record: number;
  readonly value: string;
}
interface Shop {
  readonly meta: Map<number, Stored>;
  readonly ownMail: Set<number>;
  readonly orders: Set<number>;
  /** Statements that were asked for, by their kind. */
  readonly asked: string[];
}

const table: PhiTable = {
  table: 'wc_orders_meta',
  class: 'identical',
  tier: 1,
  key: ['id'],
  record: { of: 'order', column: 'order_id' },
  columns: ['id', 'order_id', 'meta_value'],
  exceptKeys: [],
  protection: { kind: 'none', acceptedBy: 'security-official', reason: 'test', expires: '2027-01-01' },
  readBy: [],
  log: null,
};
const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
const schema = [
  { name: 'id', type: 'bigint', bytes: null, part: 'PRI' },
  { name: 'order_id', type: 'bigint', bytes: null, part: '' },
  { name: 'meta_value', type: 'text', bytes: 65_535, part: '' },
];

/** A database that answers the questions of a fingerprint from a map. */
function memoryDatabase(shop: Shop): Database {
  const between = (sql: string, values: readonly SqlValue[]): readonly (readonly [number, Stored])[] => {
    const ends = values.filter((value) => typeof value === 'bigint').map(Number);
    const from = sql.includes('`id` > ?') ? (ends.shift() ?? 0) : -1;
    const to = sql.includes('`id` <= ?') ? (ends.shift() ?? 0) : Infinity;
    return [...shop.meta].filter(([id]) => id > from && id <= to).toSorted(([a], [b]) => a - b);
  };
  const answer = (sql: string, values: readonly SqlValue[]): readonly Row[] => {
    if (sql.includes('information_schema')) return schema;
    if (sql.includes('OFFSET'))
      return between(sql, values)
        .slice(chunkRows - 1, chunkRows)
        .map(([k]) => ({ k }));
    if (sql.includes('MIN(')) return [{ first: null, last: null }];
    if (sql.includes('MAX(')) return [{ k: shop.meta.size === 0 ? null : Math.max(...shop.meta.keys()) }];
    if (sql.includes('AS chunk')) return (shop.asked.push(sql.includes('AS ds') ? 'rows' : 'chunk'), chunk(between(sql, values)));
    if (sql.includes('AS record')) return values.filter((id) => typeof id === 'bigint').map((id) => ({ record: shop.meta.get(Number(id))?.record ?? null }));
    if (sql.includes('COUNT(*)')) return [{ n: values.filter((id) => shop.orders.has(Number(id))).length }];
    return values.filter((id) => shop.ownMail.has(Number(id))).map((id) => ({ id: Number(id) }));
  };
  const sql = { query: async (text: string, values: readonly SqlValue[] = []) => answer(text, values), execute: async () => 0 };
  return { prefix: 'wp_', ...sql, connect: async () => ({ ...sql, [Symbol.asyncDispose]: async () => undefined }) };
}
function chunk(rows: readonly (readonly [number, Stored])[]): readonly Row[] {
  const each = rows.map(([, { value }]) => sha(value));
  const [digests, halves] = [each.join(''), each.map((digest) => digest.slice(0, 32)).join('')];
  const [ks, ds] = [Buffer.from(rows.map(([id]) => id).join(',')), rows.length === 0 ? null : Buffer.from(halves, 'hex')];
  return [{ bucket: '', n: rows.length, bytes: digests.length, digests: digests.length, digest: sha(digests), cuts: 0, room: roomBytes, ks, ds }];
}
function memoryScratch(): Scratch {
  let all = Buffer.alloc(0);
  return {
    append: async (parts) => {
      const at = all.length;
      all = Buffer.concat([all, ...parts]);
      return at;
    },
    read: async (at, length) => all.subarray(at, at + length),
  };
}

function fixture(erased: readonly number[] = []) {
  const shop: Shop = {
    meta: new Map(Array.from({ length: 10_000 }, (_, index) => [index * 200, { record: index, value: `value ${index}` }])),
    ownMail: new Set(),
    orders: new Set([1, 2]),
    asked: [],
  };
  const ledger = canaryLedger();
  const phi = phiIntegrity({
    database: memoryDatabase(shop),
    map: { id: 'm', digest: `sha256:${'a'.repeat(64)}`, tables: [table, { ...table, table: 'x', class: 'volatile' }], flows: [] },
    key: Buffer.alloc(32),
    clock: { now: () => '2026-11-23T10:00:00.000Z', monotonicMs: () => 0 },
    scratch: memoryScratch(),
    run: { ledger, orders: 'wp_wc_orders', canaryMail: 'canary-%', erasedOrders: async () => erased },
  });
  return { shop, ledger, phi };
}

describe('comparing fingerprints', () => {
  it('finds nothing where nothing changed, and asks for no row', async () => {
    const { phi, shop } = fixture();
    const reference = await phi.remember();
    shop.asked.splice(0);
    expect(await phi.compare(reference)).toEqual({
      lost: 0,
      altered: 0,
      added: 0,
      resurrected: 0,
      exact: true,
      withinRows: 0,
      tables: { wc_orders_meta: { lost: 0, altered: 0, added: 0, cutOffs: { before: 0, now: 0 } } },
    });
    expect(shop.asked).not.toContain('rows');
  });
  it('counts lost, altered and added rows exactly, over chunks', async () => {
    const { phi, shop } = fixture();
    const reference = await phi.remember();
    for (const id of [0, 1_999_800]) shop.meta.delete(id);
    for (const id of [200, 4200, 1_840_000]) shop.meta.set(id, { record: 1, value: 'other' });
    shop.meta.set(3_000_000, { record: 999, value: 'new' });
    expect(await phi.compare(reference)).toMatchObject({ lost: 2, altered: 3, added: 1, resurrected: 0 });
  });
  it('asks for the rows of the chunks that differ, and for no chunk again that was just taken', async () => {
    const { phi, shop } = fixture();
    const reference = await phi.remember();
    shop.meta.set(200, { record: 1, value: 'other' });
    const now = await phi.take(reference);
    shop.asked.splice(0);
    expect(await phi.compare(reference, now)).toMatchObject({ altered: 1, withinRows: chunkRows });
    expect(shop.asked).toEqual(['rows']);
  });
  it("does not count rows of Muster's own orders after the reference, nor of checkouts under way", async () => {
    const { phi, shop, ledger } = fixture();
    const reference = await phi.remember();
    ledger.add({ id: 500, placedAt: '2026-11-23T10:00:05.000Z', by: 'canary-orders', values: {} });
    shop.meta.set(3_000_001, { record: 500, value: 'own' }).set(3_000_002, { record: 501, value: 'draft' }).set(3_000_003, { record: 502, value: 'foreign' });
    shop.ownMail.add(501);
    expect(await phi.compare(reference)).toMatchObject({ added: 1 });
  });
  it('counts an own order from before the reference as added when it comes back', async () => {
    const { phi, shop, ledger } = fixture();
    const reference = await phi.remember();
    ledger.add({ id: 500, placedAt: '2026-11-23T09:00:00.000Z', by: 'backup', values: {} });
    shop.meta.set(3_000_001, { record: 500, value: 'old' });
    expect(await phi.compare(reference)).toMatchObject({ added: 1 });
  });
  it('counts erased orders that are there again', async () => {
    const { phi } = fixture([2, 3]);
    expect(await phi.compare(await phi.remember())).toMatchObject({ resurrected: 1 });
  });
  it('refuses a reference that it does not know', async () => {
    const { phi } = fixture();
    await expect(phi.compare(await fixture().phi.remember())).rejects.toMatchObject({ code: 'BUG' });
  });
  it('looks at identical tables only', async () => {
    const { phi } = fixture();
    expect((await phi.take()).tables.map((print) => print.table)).toEqual(['wc_orders_meta']);
  });
});

describe('working in order', () => {
  async function* numbers(count: number): AsyncGenerator<number> {
    for (let number = 0; number < count; number += 1) yield number;
  }
  it('gives results in order, with never more under way than allowed', async () => {
    let [under, most] = [0, 0];
    const out: number[] = [];
    const work = async (number: number): Promise<number> => {
      most = Math.max(most, (under += 1));
      for (let turn = 0; turn < 5 - (number % 5); turn += 1) await setImmediate();
      under -= 1;
      return number;
    };
    for await (const number of inOrder(numbers(40), 4, work)) out.push(number);
    expect(out).toEqual(Array.from({ length: 40 }, (_, index) => index));
    expect(most).toBe(4);
  });
  it('ends with the first failure, after what was under way', async () => {
    let ended = 0;
    const work = async (number: number): Promise<number> => {
      await Promise.resolve();
      ended += 1;
      if (number === 2) throw new Error('third');
      return number;
    };
    const all = async (): Promise<void> => {
      for await (const _ of inOrder(numbers(100), 4, work));
    };
    await expect(all()).rejects.toThrow('third');
    expect(ended).toBeLessThanOrEqual(8);
  });
});
