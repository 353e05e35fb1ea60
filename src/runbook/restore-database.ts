import { defineStep } from '../model/kind.ts';
import { newestOrder } from '../model/newest-order.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { fromPattern, setFrom } from './sets.ts';

/**
 * Restores the shop's database from one of its backup sets. The shop's own account stays locked until the import's
 * fingerprint is taken: WooCommerce writes on its first boot.
 */
export const restoreDatabase = defineStep({
  kind: 'restore-database',
  title: 'Restore the database',
  controls: ['164.308(a)(7)(ii)(B)', '164.312(c)(1)'],
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['from'],
    properties: { from: { type: 'string', pattern: fromPattern } },
  },
  example: { from: 'last-clean' },
  describe: ({ from }, { backup }) => ({
    commands: byProcedure[backup.procedure]?.(`<${from} set>`) ?? [`restore <${from} set> as ${backup.procedure} has it`],
    fidelity: 'equivalent',
    reason: "Muster chose the set itself and kept the shop's database account locked until the import was fingerprinted",
  }),
  async apply({ from }, context) {
    const set = setFrom(context.backups.sets, from);
    await lockAccount(context);
    const { bytes } = await context.backups.restoreDatabase(set);
    const began = context.clock.monotonicMs();
    const imported = await context.phi.take();
    const newest = await newestOrder(context.mirror.database, context.mirror.site);
    await context.backups.reinstate?.();
    const instrumentMs = context.clock.monotonicMs() - began;
    await context.mirror.database.execute("ALTER USER 'wordpress'@'%' ACCOUNT UNLOCK");
    const rows = imported.tables.reduce((sum, table) => sum + table.rows, 0);
    await context.record({
      type: 'fingerprint-taken',
      moment: 'import',
      tables: imported.tables.length,
      rows,
      root: imported.root,
      tookMs: Math.round(instrumentMs),
    });
    return { text: `${rows} mapped rows restored from ${set.name}`, outputs: { set: set.name, bytes, rows, newestRecordAt: newest }, instrumentMs };
  },
});

/**
 * On a connection of its own, which ends with the step's time: on a full disk the server waits for room in the midst of
 * this statement, and every later one of the same connection would wait behind it.
 */
async function lockAccount({ mirror: { database }, signal }: RunContext): Promise<void> {
  await using own = await database.connect();
  signal.addEventListener('abort', () => void own[Symbol.asyncDispose](), { once: true });
  await own.execute("ALTER USER 'wordpress'@'%' ACCOUNT LOCK");
}

/** What a person would type, by the procedure that made the set. */
const byProcedure: Readonly<Record<string, (set: string) => readonly string[]>> = {
  'dump-age': (set) => [`age -d -i backup-identity ${set}/database.sql.zst.age | zstd -d | mariadb wordpress`],
  'tables-age': (set) => [
    `age -d -i backup-identity ${set}/database.tables.tar.zst.age | zstd -d | tar -x -C restore`,
    'mariadb-import --dir=restore --parallel=2 --default-character-set=binary',
    'mariadb wordpress < restore/sequences.sql',
    'mariadb wordpress < restore/code.sql',
  ],
  'mariabackup-age': (set) => [
    'systemctl stop mariadb',
    `age -d -i backup-identity ${set}/database.mbstream.zst.age | zstd -d | mbstream -x -C restore`,
    'mariadb-backup --prepare --target-dir=restore',
    'mariadb-backup --move-back --target-dir=restore',
    'chown -R mysql: /var/lib/mysql',
    'systemctl start mariadb',
  ],
};
