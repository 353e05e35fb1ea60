import { DrillError } from '../model/errors.ts';
import { quotedTable } from '../model/identifier.ts';
import { defineStep } from '../model/kind.ts';
import { fromPattern, setFrom } from './sets.ts';

/**
 * Puts the rows of single tables back to what a backup set holds, row by row, and keeps the rows that came since: for
 * damage in known tables of a shop that went on selling. What was rightly changed since the backup is put back as well,
 * and rows that were rightly deleted come back. Tables of the PHI map only.
 */
export const restoreRows = defineStep({
  kind: 'restore-rows',
  title: 'Put the rows of some tables back',
  controls: ['164.308(a)(7)(ii)(B)', '164.312(c)(1)'],
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['tables', 'from'],
    properties: {
      tables: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]{0,63}$' } },
      from: { type: 'string', pattern: fromPattern },
    },
  },
  example: { tables: ['wc_order_addresses'], from: 'last-clean' },
  describe: ({ tables, from }, { tablePrefix }) => ({
    commands: [
      `load ${tables.map((table) => tablePrefix + table).join(' and ')} of the <${from} set> into a database beside the shop's`,
      ...tables.map((table) => `REPLACE INTO wordpress.${tablePrefix}${table} SELECT * FROM beside.${tablePrefix}${table}`),
    ],
    fidelity: 'equivalent',
    reason: 'Muster chose the set and took the tables out of it itself',
  }),
  async apply({ tables, from }, { backups, mirror: { database }, plan }) {
    const unmapped = tables.filter((table) => !plan.site.phiMap.tables.some((one) => one.table === table));
    if (unmapped.length > 0) throw new DrillError('STEP_FAILED', `The PHI map has no table ${unmapped.join(', ')}: nothing tells what its rows are.`);
    if (backups.openTables === undefined)
      throw new DrillError('STEP_FAILED', 'Single tables cannot be taken out of the sets of this run: restore the whole database.');
    const set = setFrom(backups.sets, from);
    await using opened = await backups.openTables(set, tables);
    let rows = 0;
    for (const table of tables) {
      const live = quotedTable(database, table);
      const [row] = await database.query(`SELECT COUNT(*) AS n FROM \`${opened.schema}\`.${live}`);
      await database.execute(`REPLACE INTO ${live} SELECT * FROM \`${opened.schema}\`.${live}`);
      rows += Number(row?.['n'] ?? 0);
    }
    return { text: `${rows} rows of ${tables.join(' and ')} are as in ${set.name}; newer rows were kept`, outputs: { set: set.name, rows } };
  },
});
