import { describe, expect, it } from 'vitest';
import { backupSiteOf } from '../../src/commands/backup-site.ts';
import { samplePlan } from '../model/sample-plan.ts';

const { site } = samplePlan();
const [mapped = expect.fail('no table')] = site.phiMap.tables;
const tables = ['wc_order_addresses', 'postmeta'].map((table) => ({ ...mapped, table, class: 'identical' as const }));
const filledIn = (orderStorage: 'hpos' | 'posts'): readonly (readonly [string, boolean])[] =>
  backupSiteOf({ ...site, orderStorage, phiMap: { tables } })
    .tables.filter(({ table }) => tables.some((one) => one.table === table))
    .map(({ table, filled }) => [table, filled]);

describe('what a set of a site must hold', () => {
  it('is rows in the tables that have its orders', () =>
    expect(filledIn('hpos')).toEqual([
      ['wc_order_addresses', true],
      ['postmeta', true],
    ]));
  it('is none in the order tables of a shop that keeps its orders as posts', () =>
    expect(filledIn('posts')).toEqual([
      ['wc_order_addresses', false],
      ['postmeta', true],
    ]));
});
