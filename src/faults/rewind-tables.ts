import { DrillError } from '../model/errors.ts';
import { keyPlaces } from '../model/key-places.ts';
import { defineFault } from '../model/kind.ts';
import { quoted, quotedTable } from '../model/identifier.ts';
import type { Database } from '../model/ports/database.ts';
import type { RunContext } from '../model/ports/run-context.ts';

const identityFile = keyPlaces['backup-identity'].file;

/**
 * Puts single tables back from the newest backup set and leaves all others as they are: the table by table restore that
 * looks harmless. Rows since the backup are gone from these tables, and their counters stand where they stood then. A run's
 * backup is seconds old: with `older-by` the newest rows of it are missing too, as from one that is older by so many.
 */
export const rewindTables = defineFault({
  kind: 'rewind-tables',
  title: 'Some tables are put back to the last backup, the others not',
  controls: ['164.312(c)(1)', '164.308(a)(7)(ii)(B)'],
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['tables'],
    properties: {
      tables: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]{0,63}$' } },
      'older-by': { type: 'integer', minimum: 0, maximum: 100_000 },
    },
  },
  example: { tables: ['posts', 'users'], 'older-by': 100 },
  async inject({ tables, 'older-by': olderBy = 0 }, context) {
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
        if (olderBy > 0) await withoutNewest(mirror.database, table, olderBy);
      }
    } finally {
      await mirror.containers.exec('toolbox', ['rm', '-f', identityFile]);
    }
    const after = await numbersOf(context, tables);
    const back = tables.filter((table) => (after.get(table) ?? 0) < (before.get(table) ?? 0));
    rewound.set(mirror, back);
    const age = olderBy > 0 ? `older than ${set.name} by ${olderBy} rows` : `as old as ${set.name}`;
    return { summary: `${tables.join(' and ')} are ${age}`, data: { tables: [...tables], set: set.name, olderBy, wentBack: [...back] } };
  },
  async observe(_params, { mirror }) {
    const back = rewound.get(mirror) ?? [];
    return {
      observed: back.length > 0,
      text: back.length > 0 ? `${back.join(' and ')} give out numbers again that they gave out since` : 'no table went back',
    };
  },
});

/** Takes the newest rows of a table that numbers its rows away, its counter with them. */
async function withoutNewest(database: Database, table: string, rows: number): Promise<void> {
  const name = quotedTable(database, table);
  const found = await database.query(
    "SELECT column_name AS c FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? AND extra LIKE '%auto_increment%'",
    [database.prefix + table],
  );
  const key = found[0]?.['c'];
  if (key === undefined) throw new DrillError('INVALID_FLAG', `rewind-tables: ${table} does not number its rows, so it cannot be older by some.`);
  await database.execute(`DELETE FROM ${name} ORDER BY ${quoted(String(key))} DESC LIMIT ${rows}`);
  // The server raises it to the number after the last row.
  await database.execute(`ALTER TABLE ${name} AUTO_INCREMENT = 1`);
}

/** What `inject` saw go back: the shop gives out new numbers from the next order on. */
const rewound = new WeakMap<object, readonly string[]>();

/** The next number of each table that numbers its rows, read from the server as it is. */
async function numbersOf({ mirror: { database } }: RunContext, tables: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await database.query('SELECT table_name AS t, auto_increment AS next FROM information_schema.tables WHERE table_schema = DATABASE()');
  const next = new Map(rows.map((row) => [String(row['t']), Number(row['next'] ?? 0)]));
  return new Map(tables.map((table) => [table, next.get(database.prefix + table) ?? 0]));
}
