import { DrillError } from '../model/errors.ts';
import { keyPlaces } from '../model/key-places.ts';
import { defineFault } from '../model/kind.ts';
import { quotedTable } from '../model/identifier.ts';
import type { RunContext } from '../model/ports.ts';

const identityFile = keyPlaces['backup-identity'].file;

/**
 * Puts single tables back from the newest backup set and leaves all others as they are: the table by table restore that
 * looks harmless. Rows since the backup are gone from these tables, and their counters stand where they stood then.
 */
export const rewindTables = defineFault({
  kind: 'rewind-tables',
  title: 'Some tables are put back to the last backup, the others not',
  controls: ['164.312(c)(1)', '164.308(a)(7)(ii)(B)'],
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['tables'],
    properties: { tables: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]{0,63}$' } } },
  },
  example: { tables: ['posts', 'users'] },
  async inject({ tables }, context) {
    const { mirror, backups } = context;
    const set = backups.sets.at(-1);
    if (set === undefined || backups.openTables === undefined)
      throw new DrillError('COMMAND_FAILED', 'This run has no set that single tables can be taken out of.');
    const before = await numbersOf(context, tables);
    await mirror.containers.exec('toolbox', ['sh', '-c', 'umask 077; cat > "$1"', 'sh', identityFile], { stdin: await mirror.escrow.take('backup-identity') });
    try {
      await using opened = await backups.openTables(set, tables);
      for (const table of tables) {
        await mirror.database.execute(`DROP TABLE ${quotedTable(mirror.database, table)}`);
        await mirror.database.execute(`RENAME TABLE \`${opened.schema}\`.${quotedTable(mirror.database, table)} TO ${quotedTable(mirror.database, table)}`);
      }
    } finally {
      await mirror.containers.exec('toolbox', ['rm', '-f', identityFile]);
    }
    const after = await numbersOf(context, tables);
    const back = tables.filter((table) => (after.get(table) ?? 0) < (before.get(table) ?? 0));
    rewound.set(mirror, back);
    return { summary: `${tables.join(' and ')} are as old as ${set.name}`, data: { tables: [...tables], set: set.name, wentBack: [...back] } };
  },
  async observe(_params, { mirror }) {
    const back = rewound.get(mirror) ?? [];
    return {
      observed: back.length > 0,
      text: back.length > 0 ? `${back.join(' and ')} give out numbers again that they gave out since` : 'no table went back',
    };
  },
});

/** What `inject` saw go back: the shop gives out new numbers from the next order on. */
const rewound = new WeakMap<object, readonly string[]>();

/** The next number of each table that numbers its rows, read from the server as it is. */
async function numbersOf({ mirror: { database } }: RunContext, tables: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await database.query('SELECT table_name AS t, auto_increment AS next FROM information_schema.tables WHERE table_schema = DATABASE()');
  const next = new Map(rows.map((row) => [String(row['t']), Number(row['next'] ?? 0)]));
  return new Map(tables.map((table) => [table, next.get(database.prefix + table) ?? 0]));
}
