import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { likeOf } from '../../src/model/like-pattern.ts';
import type { PhiTable } from '../../src/model/plan/phi-map.ts';
import type { Row } from '../../src/model/ports/database.ts';
import { endStatement, chunkStatement, recordStatement } from '../../src/phi/chunk-sql.ts';
import { rowForm, type RowForm } from '../../src/phi/row-form.ts';
import { quoted } from '../../src/model/identifier.ts';

const key = Buffer.alloc(32, 7);
const metaTable: PhiTable = {
  table: 'wc_orders_meta',
  class: 'identical',
  tier: 1,
  key: ['id'],
  record: { of: 'order', column: 'order_id' },
  columns: ['order_id', 'meta_key', 'meta_value'],
  exceptKeys: ['_edit_*'],
  protection: { kind: 'field', keys: ['_rx_*'], pattern: '^phiv1:', decrypt: 'phi-vault' },
  readBy: [],
  log: null,
};
const column = (name: string, type: string, bytes: number | null, part = ''): Row => ({ name, type, bytes, nullable: part === '' ? 'YES' : 'NO', part });
const columns = [
  column('id', 'bigint', null, 'PRI'),
  column('order_id', 'bigint', null),
  column('meta_key', 'varchar', 1020),
  column('meta_value', 'text', 65_535),
];
async function form(over: Partial<PhiTable> = {}): Promise<RowForm> {
  const found = await rowForm({ query: async () => columns, execute: async () => 0 }, { ...metaTable, ...over }, 'wp_', key);
  if (found === null) throw new Error('the table is there');
  return found;
}
const stretch = { after: '4096', upTo: '8192' };
const rows = { withRows: true, wide: false };
const plain = { withRows: false, wide: false };

describe('the SQL of a fingerprint', () => {
  it('is what was reviewed', async () => {
    const ranges = await form();
    expect(chunkStatement(ranges, stretch, rows)).toMatchSnapshot('a range with its rows');
    expect(chunkStatement(ranges, stretch, plain)).toMatchSnapshot('a range');
    expect(chunkStatement(ranges, stretch, { withRows: true, wide: true })).toMatchSnapshot('a wide range with its rows');
    expect(endStatement(ranges, { after: '4096', upTo: null })).toMatchSnapshot('where a range ends');
    expect(recordStatement(ranges, ['5', '7'])).toMatchSnapshot('whose records rows are');
    expect(chunkStatement(await form({ key: ['id', 'order_id'] }), { after: '0f', upTo: '1f' }, plain)).toMatchSnapshot('buckets');
  });

  it('carries the key as a value, never in the text, and has a value for every mark', async () => {
    for (const each of [await form(), await form({ key: ['id', 'order_id'] })]) {
      expect(chunkStatement(each, stretch, rows).values).toContain(key);
      for (const statement of [chunkStatement(each, stretch, rows), recordStatement(each, ['5', '7'])]) {
        expect(statement.sql).not.toContain(key.toString('hex'));
        expect(statement.sql.split('?').length - 1).toBe(statement.values.length);
      }
    }
  });

  it('compares keys as whole numbers, not as texts', async () => {
    expect(chunkStatement(await form({ exceptKeys: [] }), { after: '18446744073709551614', upTo: null }, plain).values).toContain(18446744073709551614n);
  });

  it('says another form for another key, other columns or other left-out rows', async () => {
    const forms = [await form(), await form({ key: ['order_id'] }), await form({ columns: ['order_id'] }), await form({ exceptKeys: [] })];
    expect(new Set(forms.map((each) => each.form)).size).toBe(4);
  });

  it('quotes a name so that it stays one name', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const inside = quoted(name).slice(1, -1);
        expect(inside.replaceAll('``', '')).not.toContain('`');
        expect(inside.replaceAll('``', '`')).toBe(name);
      }),
    );
  });
});

describe('a glob as a LIKE pattern', () => {
  it('matches exactly what the glob matches', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '_', '%', '\\', '*', 'rx'), maxLength: 6 });
    fc.assert(
      fc.property(
        letters,
        letters.map((text) => text.replaceAll('*', '')),
        (glob, name) => {
          expect(like(likeOf(glob), name)).toBe(globbed(glob, name));
        },
      ),
      { numRuns: 2000 },
    );
  });
});

/** SQL's LIKE: `%` any text, `_` any character, a backslash takes the next as it is. */
function like(pattern: string, text: string): boolean {
  const source = pattern.replaceAll(/\\(.)|(%)|(_)|([^])/gu, (all) => likePart(all));
  return new RegExp(`^${source}$`, 'su').test(text);
}
function likePart(part: string): string {
  if (part === '%') return '.*';
  return part === '_' ? '.' : escaped(part.startsWith('\\') ? part.slice(1) : part);
}
function globbed(glob: string, text: string): boolean {
  return new RegExp(`^${glob.split('*').map(escaped).join('.*')}$`, 'su').test(text);
}
function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`);
}
