import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PhiTable } from '../../src/model/plan.ts';
import { likeOf } from '../../src/model/like-pattern.ts';
import { chunkStatement, quoted, rowStatement } from '../../src/phi/row-digest.ts';

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

describe('the SQL of a fingerprint', () => {
  it('is what was reviewed', () => {
    expect(chunkStatement(metaTable, 'wp_', key)).toMatchSnapshot('chunks');
    expect(rowStatement({ ...metaTable, exceptKeys: [], record: null }, 'wp_', key, 2)).toMatchSnapshot('rows of one chunk');
  });
  it('carries the key as a value, never in the text', () => {
    for (const statement of [chunkStatement(metaTable, 'wp_', key), rowStatement(metaTable, 'wp_', key, 0)]) {
      expect(statement.sql).not.toContain(key.toString('hex'));
      expect(statement.values).toContain(key.toString('hex'));
      expect(statement.sql.split('?').length - 1).toBe(statement.values.length);
    }
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
