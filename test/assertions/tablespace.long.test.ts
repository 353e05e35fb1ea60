import { describe, expect, it } from 'vitest';
import { phiEncryption } from '../../src/assertions/phi-encryption.ts';
import type { RunContext } from '../../src/model/ports/run-context.ts';
import { captured, proven, raiseShop } from '../drills/raise-shop.ts';

const change = {
  'sites/clinic-shop/stack.yaml': (text: string) =>
    text.replace('db: { server: mariadb, version: debian }', 'db: { server: mariadb, version: debian, encryption: tablespace }'),
};

describe('phi-encryption on a server that encrypts its tablespaces', () => {
  it('is true as the server reports it, red where one table is in clear, and true again under the same rule', { timeout: 600_000 }, async () => {
    await using shop = await raiseShop({ change });
    const { plan, mirror } = shop.context;
    const tables = plan.site.phiMap.tables.map((table) => ({ ...table, protection: { kind: 'tablespace', attestedBy: 'privacy-officer' } as const }));
    const context: RunContext = { ...shop.context, plan: { ...plan, site: { ...plan.site, phiMap: { ...plan.site.phiMap, tables } } } };
    const [held, red, again] = await proven(phiEncryption, context, await captured(phiEncryption, context));
    expect([held.reading, red.reading, red.reason, again.reading], held.actual).toEqual(['holds', 'broken', 'false', 'holds']);
    expect(held.counts).toMatchObject({ values: 0, tablespacesInClear: 0 });
    expect(held.counts['tablespaces']).toBeGreaterThan(5);
    expect(red.counts).toMatchObject({ tablespacesInClear: 1 });
    expect(await mirror.database.query('SELECT @@GLOBAL.innodb_encrypt_tables AS how')).toEqual([{ how: 'FORCE' }]);
  });
});
