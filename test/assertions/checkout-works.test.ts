import { describe, expect, it } from 'vitest';
import { checkoutWorks } from '../../src/assertions/checkout-works.ts';
import type { AssertionContext } from '../../src/model/kind.ts';
import type { PhiProtection } from '../../src/model/plan/phi-map.ts';
import type { ReadingOutcome } from '../../src/model/reading.ts';
import { memoryMirror } from '../runbook/memory-mirror.ts';

const fields = { in: 'rx-intake', meta: '_rx_*', names: { drug: 'text' } };

/** A shop that keeps every order; `stored` is what lies in the order's one field of its own. */
async function checkout(protection: PhiProtection, stored: string): Promise<ReadingOutcome> {
  const { context, rows } = memoryMirror();
  rows.set('SELECT 1 AS one', [{ one: 1 }]).set('SELECT meta_value AS v', [{ v: stored }]);
  const { site } = context.plan;
  const tables = site.phiMap.tables.map((table) => ({ ...table, table: 'wc_orders_meta', protection }));
  const changed = { ...site, probes: { ...site.probes, checkout: { by: 'store-api', gateway: 'cheque', fields } }, phiMap: { ...site.phiMap, tables } };
  const order = { id: 7, placedAt: '', by: 'checkout-works', values: { unit: 'u', drug: 'exercise' } };
  const shop = { placeOrder: async () => ({ status: 200, text: '', order }) };
  return await checkoutWorks.check({}, {
    ...context,
    mirror: { ...context.mirror, site: changed },
    shop,
    reference: null,
    moment: 'after',
    watched: {},
  } as unknown as AssertionContext<unknown>);
}

describe('checkout-works', () => {
  const field = { kind: 'field', keys: ['_rx_*'], pattern: '^sealed', decrypt: 'vault' } as const;

  it('asks for ciphertext where the map names its form', async () => {
    expect(await checkout(field, 'sealed:1')).toMatchObject({ reading: 'holds', expected: expect.stringContaining('ciphertext at rest'), notProven: [] });
    expect(await checkout(field, 'exercise')).toMatchObject({ reading: 'broken', counts: { clear: 1 } });
  });
  it.each([
    { kind: 'volume', attestedBy: 'hosting' },
    { kind: 'tablespace', attestedBy: 'hosting' },
    { kind: 'none', acceptedBy: 'officer', reason: 'Known', expires: '2027-12-31' },
  ] as const)('claims no encryption of fields in clear where the protection is $kind', async (protection) => {
    const said = await checkout(protection, 'exercise');
    expect(said).toMatchObject({ reading: 'holds', notProven: [expect.stringContaining('is ciphertext at rest: the PHI map protects no such field')] });
    expect(`${said.expected} ${said.actual}`).not.toContain('ciphertext');
  });
});
