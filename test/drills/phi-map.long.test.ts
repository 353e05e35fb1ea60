import { describe, expect, it } from 'vitest';
import { raise } from './raise.ts';
import { shops } from './shops.ts';

/** Tables of WordPress and WooCommerce without a person in them, and Muster's demo plugins' own. */
const withoutPeople =
  /^(links|terms|termmeta|term_relationships|term_taxonomy|phi_access_log|phi_access_log_head|wc_(category_lookup|product_attributes_lookup|product_download_directories|product_meta_lookup|tax_rate_classes)|woocommerce_(attribute_taxonomies|shipping_zones|shipping_zone_locations|shipping_zone_methods|tax_rates|tax_rate_locations))$/u;

describe.each(shops.filter(({ storage }) => storage === 'hpos'))('the shipped PHI maps on WooCommerce $name', ({ available, change, flags }) => {
  it('name every table with a person in it, every column of it, and no other', { timeout: 600_000 }, async (context) => {
    if (!available) context.skip('its WooCommerce or WordPress is not in the artifact cache: muster artifacts add woocommerce|wordpress PATH');
    await using up = await raise(change, flags, new AbortController().signal);
    const { database, site } = up.mirror;
    const rows = await database.query('SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = DATABASE()');
    const real = new Map<string, Set<string>>();
    for (const row of rows) {
      const table = String(row['t']).slice(database.prefix.length);
      real.set(table, (real.get(table) ?? new Set()).add(String(row['c'])));
    }
    const mapped = new Map(site.phiMap.tables.map((table) => [table.table, table]));
    const problems = [...real.keys()].filter((table) => !mapped.has(table) && !withoutPeople.test(table)).map((table) => `${table} is not mapped`);
    for (const table of mapped.values()) {
      const columns = real.get(table.table);
      const named = new Set([...table.columns, ...(table.exceptColumns ?? [])]);
      if (columns === undefined && table.optional !== true) problems.push(`${table.table} does not exist`);
      if (columns === undefined || table.class === 'volatile') continue;
      problems.push(...[...named].filter((name) => !columns.has(name)).map((name) => `${table.table}.${name} does not exist`));
      problems.push(...[...columns].filter((name) => !named.has(name)).map((name) => `${table.table}.${name} is neither mapped nor left out`));
    }
    expect(problems).toEqual([]);
  });
});
