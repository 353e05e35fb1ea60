import { DrillError } from '../model/errors.ts';
import { defineStep } from '../model/kind.ts';
import type { BackupSet, RunContext } from '../model/ports.ts';

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
    properties: { from: { type: 'string', pattern: '^(last-clean|latest|previous|[A-Za-z0-9._-]{1,64})$' } },
  },
  example: { from: 'last-clean' },
  describe: ({ from }) => ({
    commands: [`age -d -i backup-identity <${from} set>/database.sql.zst.age | zstd -d | mariadb wordpress`],
    fidelity: 'equivalent',
    reason: "Muster chose the set itself and kept the shop's database account locked until the import was fingerprinted",
  }),
  async apply({ from }, context) {
    const set = choose(context.backups.sets, from);
    await context.mirror.database.execute("ALTER USER 'wordpress'@'%' ACCOUNT LOCK");
    const { bytes } = await context.backups.restoreDatabase(set);
    const began = context.clock.monotonicMs();
    const imported = await context.phi.take();
    const newest = await newestRecord(context);
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

/** @throws {DrillError} STEP_FAILED when there is no such set. */
function choose(sets: readonly BackupSet[], from: string): BackupSet {
  const found =
    from === 'last-clean'
      ? sets.findLast((set) => set.clean)
      : from === 'latest'
        ? sets.at(-1)
        : from === 'previous'
          ? sets.at(-2)
          : sets.find((set) => set.name === from);
  if (found === undefined) throw new DrillError('STEP_FAILED', `There is no backup set "${from}" (${sets.length} sets are known).`);
  return found;
}

/** The newest order inside the restored data, RFC 3339; a file's date is never used. */
async function newestRecord({ mirror }: RunContext): Promise<string | null> {
  const [row] = await mirror.database.query(`SELECT MAX(date_created_gmt) AS newest FROM \`${mirror.database.prefix}wc_orders\``);
  const newest = row?.['newest'];
  return typeof newest === 'string' ? `${newest.replace(' ', 'T')}.000Z` : null;
}
