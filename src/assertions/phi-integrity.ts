import { defineAssertion, noParams } from '../model/kind.ts';
import type { Fingerprint } from '../model/ports.ts';
import { judged } from './reading.ts';
import { workOnCopies } from './table-copy.ts';

/**
 * Every row of the PHI map's `identical` tables is what it was when the backup was taken: keyed fingerprints computed
 * inside the database, localised to rows. Says nothing of tables that the map does not name.
 */
export const phiIntegrity = defineAssertion({
  kind: 'phi-integrity',
  title: 'PHI is complete and unaltered',
  controls: ['164.312(c)(1)', '164.312(c)(2)', '164.308(a)(7)(ii)(A)'],
  requirements: ['R2', 'R15'],
  params: noParams,
  example: {},
  capture: (_params, context) => context.phi.remember(),
  async check(_params, { phi, reference }) {
    const { lost, altered, added, resurrected, tables } = await phi.compare(reference);
    const damaged = Object.entries(tables).filter(([, table]) => table.lost + table.altered + table.added > 0);
    return judged(lost + altered + added + resurrected === 0, {
      expected: `${rowsOf(reference)} mapped rows as at the backup`,
      actual: `${lost} lost, ${altered} altered, ${added} added, ${resurrected} resurrected`,
      counts: { rows: rowsOf(reference), lost, altered, added, resurrected },
      evidence: damaged.length > 0 ? damaged.map(([table]) => `table ${table}`) : [`keyed fingerprint ${reference.root.slice(0, 16)}`],
    });
  },
  async sabotage(_params, { mirror: { database } }) {
    const copies = await workOnCopies(database, ['wc_orders_meta']);
    const table = `\`${database.prefix}wc_orders_meta\``;
    const [middle] = await database.query(
      `SELECT id FROM ${table} WHERE id >= (SELECT FLOOR((MIN(id) + MAX(id)) / 2) FROM ${table}) AND LENGTH(meta_value) > 1 ORDER BY id LIMIT 1`,
    );
    await database.execute(`UPDATE ${table} SET meta_value = CONCAT(LEFT(meta_value, CHAR_LENGTH(meta_value) - 1), '~') WHERE id = ?`, [
      Number(middle?.['id'] ?? 0),
    ]);
    return { what: 'one character of one order meta row changed', undo: () => copies.undo() };
  },
});

function rowsOf(reference: Fingerprint): number {
  return reference.tables.reduce((sum, table) => sum + table.rows, 0);
}
