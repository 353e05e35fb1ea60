import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phiEncryption } from '../../src/assertions/phi-encryption.ts';
import { workOnCopies } from '../../src/assertions/table-copy.ts';
import type { PhiProtection } from '../../src/model/plan/phi-map.ts';
import type { RunContext } from '../../src/model/ports/run-context.ts';
import type { ReadingOutcome } from '../../src/model/reading.ts';
import { captured, proven, raiseShop, read, type RaisedShop } from '../drills/raise-shop.ts';

const canary = 'rxc-left-behind';
const meta = 'wp_wc_orders_meta';
const sealed = "meta_key = '_rx_diagnosis'";

/** Damage to copies of one table, and the count that must tell it. */
const tableDamages: readonly { readonly what: string; readonly table: string; readonly sql: string; readonly count: string }[] = [
  { what: 'a field in clear', table: 'wc_orders_meta', sql: `UPDATE ${meta} SET meta_value = 'asthma' WHERE ${sealed} LIMIT 1`, count: 'plain' },
  { what: 'an empty field', table: 'wc_orders_meta', sql: `UPDATE ${meta} SET meta_value = NULL WHERE ${sealed} LIMIT 1`, count: 'plain' },
  {
    what: 'a key that nobody knew at the backup',
    table: 'wc_orders_meta',
    sql: `UPDATE ${meta} SET meta_value = CONCAT('phiv1:00000000:', SUBSTRING_INDEX(meta_value, ':', -1)) WHERE ${sealed} LIMIT 1`,
    count: 'unknownKeys',
  },
  {
    what: 'a session',
    table: 'woocommerce_sessions',
    sql: `INSERT INTO wp_woocommerce_sessions (session_key, session_value, session_expiry) VALUES ('t_1', '${canary}', 1)`,
    count: 'inClear',
  },
  {
    what: 'a transient',
    table: 'options',
    sql: `INSERT INTO wp_options (option_name, option_value) VALUES ('_transient_x', 'a:1:{i:0;s:15:"${canary}";}')`,
    count: 'inClear',
  },
  {
    what: 'a leftover post meta',
    table: 'postmeta',
    sql: `INSERT INTO wp_postmeta (post_id, meta_key, meta_value) VALUES (1, '_rx_diagnosis', '${canary}')`,
    count: 'inClear',
  },
  {
    what: 'an argument of Action Scheduler',
    table: 'actionscheduler_actions',
    sql: `INSERT INTO wp_actionscheduler_actions (hook, status, args) VALUES ('woocommerce_deliver_webhook_async', 'pending', '[1,"${canary}"]')`,
    count: 'inClear',
  },
  {
    what: 'a long argument of Action Scheduler',
    table: 'actionscheduler_actions',
    sql: `INSERT INTO wp_actionscheduler_actions (hook, status, args, extended_args) VALUES ('x', 'complete', MD5('x'), CONCAT(REPEAT(' ', 4000), '${canary}'))`,
    count: 'inClear',
  },
  {
    what: 'a message of Action Scheduler',
    table: 'actionscheduler_logs',
    sql: `INSERT INTO wp_actionscheduler_logs (action_id, message) VALUES (1, 'action failed via WP Cron: ${canary}')`,
    count: 'inClear',
  },
  { what: 'an order note', table: 'comments', sql: `INSERT INTO wp_comments (comment_author, comment_content) VALUES ('', '${canary}')`, count: 'inClear' },
];

/** As WooCommerce 11 makes them (Action Scheduler 4); the stand-in has none. */
const schedulerTables = [
  `CREATE TABLE IF NOT EXISTS wp_actionscheduler_actions (action_id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, hook varchar(191) NOT NULL,
    status varchar(20) NOT NULL, args varchar(191), schedule longtext, extended_args varchar(8000) DEFAULT NULL)`,
  `CREATE TABLE IF NOT EXISTS wp_actionscheduler_logs (log_id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, action_id bigint unsigned NOT NULL, message text NOT NULL)`,
];

/** Files of the shop, and what is written into them as which user. */
const files = ['/var/www/html/wp-content/uploads/wc-logs/fatal-errors.log', '/var/www/html/wp-content/debug.log'];

describe('phi-encryption on a real mirror', () => {
  let shop: RaisedShop;
  let reference: unknown;
  beforeAll(async () => {
    shop = await raiseShop();
    for (const sql of schedulerTables) await shop.context.mirror.database.execute(sql);
    reference = await captured(phiEncryption, shop.context);
  }, 300_000);
  afterAll(() => shop[Symbol.asyncDispose]());
  const look = (context: RunContext = shop.context, deep = false): Promise<ReadingOutcome> => read(phiEncryption, context, reference, { deep });

  it('is true, red under its sabotage, and true again', async () => {
    const [held, red, again] = await proven(phiEncryption, shop.context, reference);
    expect([held.reading, red.reading, red.reason, again.reading]).toEqual(['holds', 'broken', 'false', 'holds']);
    expect(held.counts).toMatchObject({ tried: 60, failed: 0, openedForAnother: 0, openedWithWrongKey: 0 });
  });

  it('opens every value where it is deep, and finds the one that a sample may miss', async () => {
    const deep = await look(shop.context, true);
    expect(deep).toMatchObject({ reading: 'holds', counts: { failed: 0 } });
    expect(deep.counts['tried']).toBe(deep.counts['values']);
    const { database } = shop.context.mirror;
    const copies = await workOnCopies(database, ['wc_orders_meta']);
    await database.execute(
      `UPDATE ${meta} SET meta_value = CONCAT(LEFT(meta_value, 40), IF(SUBSTRING(meta_value, 41, 1) = 'A', 'B', 'A'), SUBSTRING(meta_value, 42)) WHERE ${sealed} ORDER BY id LIMIT 1`,
    );
    const red = await look(shop.context, true);
    await copies.undo();
    expect(red).toMatchObject({ reading: 'broken', counts: { plain: 0, failed: 1 } });
  });

  it("is red where two patients have each other's ciphertext", async () => {
    const { database } = shop.context.mirror;
    const copies = await workOnCopies(database, ['wc_orders_meta']);
    await database.execute(
      `UPDATE ${meta} AS a JOIN (SELECT order_id, meta_value, LAG(meta_value) OVER (ORDER BY order_id) AS other FROM ${meta} WHERE ${sealed}) AS b
       ON b.order_id = a.order_id SET a.meta_value = COALESCE(b.other, a.meta_value) WHERE a.${sealed}`,
    );
    const red = await look();
    await copies.undo();
    expect(red).toMatchObject({ reading: 'broken', counts: { plain: 0, unknownKeys: 0 } });
    expect(red.counts['failed']).toBeGreaterThan(0);
  });

  it.each(tableDamages)('is red for $what', async ({ table, sql, count }) => {
    const { database } = shop.context.mirror;
    const copies = await workOnCopies(database, [table]);
    await database.execute(sql);
    const red = await look();
    await copies.undo();
    expect(red).toMatchObject({ reading: 'broken', reason: 'false' });
    expect(red.counts[count]).toBe(1);
  });

  it.each(files)('is red for a canary in %s', async (file) => {
    const { containers } = shop.context.mirror;
    const run = (script: string): Promise<unknown> => containers.exec('web', ['sh', '-c', script, 'sh', file], { user: 'www-data' });
    await run(`mkdir -p "$(dirname "$1")" && echo ${canary} > "$1"`);
    const red = await look();
    await run('rm "$1"');
    expect(red).toMatchObject({ reading: 'broken', counts: { inClear: 0, filesInClear: 1 } });
  });

  it('is red for a canary in a log of the database server', async () => {
    const { database, containers } = shop.context.mirror;
    await database.execute('SET GLOBAL general_log = ON');
    await database.query(`SELECT '${canary}'`);
    await database.execute('SET GLOBAL general_log = OFF');
    const red = await look();
    const [row] = await database.query('SELECT CONCAT(@@GLOBAL.datadir, @@GLOBAL.general_log_file) AS file');
    await containers.exec('db', ['rm', String(row?.['file'])], { user: 'mysql' });
    expect(red).toMatchObject({ reading: 'broken', counts: { inClear: 0, filesInClear: 1 } });
    expect(await look()).toMatchObject({ reading: 'holds' });
  });

  it('is red without the key', async () => {
    const { containers } = shop.context.mirror;
    const move = (from: string, to: string): Promise<unknown> => containers.exec('web', ['mv', from, to], { user: 'root' });
    await move('/etc/phi-vault/keys.json', '/etc/phi-vault/away.json');
    const red = await look();
    await move('/etc/phi-vault/away.json', '/etc/phi-vault/keys.json');
    expect(red).toMatchObject({ reading: 'broken', counts: { tried: 60, failed: 60 } });
  });

  describe('by kind of protection', () => {
    /** The same mirror, every table of the map protected as given. */
    const protectedBy = (protection: PhiProtection, now?: string): RunContext => {
      const { plan, clock } = shop.context;
      const tables = plan.site.phiMap.tables.map((table) => ({ ...table, protection }));
      return {
        ...shop.context,
        plan: { ...plan, site: { ...plan.site, phiMap: { ...plan.site.phiMap, tables } } },
        clock: now === undefined ? clock : { ...clock, now: () => now },
      };
    };
    const accepted = { kind: 'none', acceptedBy: 'officer', reason: 'Known', expires: '2027-12-31' } as const;

    it('reads from the server that a tablespace is in clear, whatever the map says', async () => {
      const red = await look(protectedBy({ kind: 'tablespace', attestedBy: 'hosting' }));
      expect(red).toMatchObject({ reading: 'broken', counts: { values: 0 } });
      expect(red.counts['tablespaces']).toBeGreaterThan(5);
      // The redo log is in clear with them.
      expect(red.counts['tablespacesInClear']).toBe(Number(red.counts['tablespaces']) + 1);
    });
    it('proves nothing where a volume is only attested', async () =>
      expect(await look(protectedBy({ kind: 'volume', attestedBy: 'hosting' }))).toMatchObject({ reading: 'not-run', reason: 'no-sample' }));
    it('proves nothing where everything is accepted in clear', async () => expect(await look(protectedBy(accepted))).toMatchObject({ reading: 'not-run' }));
    it('is red the day after an acceptance expired', async () => {
      expect(await look(protectedBy(accepted, '2027-12-31T23:59:59.999Z'))).toMatchObject({ reading: 'not-run', counts: { expired: 0 } });
      expect(await look(protectedBy(accepted, '2028-01-01T00:00:00.000Z'))).toMatchObject({
        reading: 'broken',
        counts: { expired: shop.context.plan.site.phiMap.tables.length },
      });
    });
    it('opens fields through the function that the map names for another plugin, and is red where that opens anything or nothing', async () => {
      const { plan, mirror } = shop.context;
      const opener = '/var/www/html/wp-content/mu-plugins/opener.php';
      const code = '<?php function drill_open( $value, $record, $field ) { return phi_vault()->decrypt( $value, $record, $field ); }';
      await mirror.containers.exec('web', ['sh', '-c', 'mkdir -p "$(dirname "$1")" && cat > "$1"', 'sh', opener], { user: 'www-data', stdin: code });
      const opened = (call: string): Promise<ReadingOutcome> => {
        const tables = plan.site.phiMap.tables.map((table) =>
          table.protection.kind === 'field' ? { ...table, protection: { ...table.protection, decrypt: 'other', call } } : table,
        );
        return look({ ...shop.context, plan: { ...plan, site: { ...plan.site, phiMap: { ...plan.site.phiMap, tables } } } });
      };
      const right = await opened('drill_open');
      await mirror.containers.exec('web', ['rm', opener], { user: 'www-data' });
      expect(right).toMatchObject({ reading: 'holds', counts: { tried: 60, failed: 0 }, actual: expect.stringContaining('no wrong key was tried') });
      expect(await opened('str_replace')).toMatchObject({ reading: 'broken', counts: { failed: 0, openedForAnother: 8 } });
      expect(await opened('no_such_function')).toMatchObject({ reading: 'broken', counts: { failed: 60 } });
    });
  });

  // The last tests of this mirror: what was said on an output cannot be unsaid, so that each counts the ones before it.
  it("is red for a canary in the database server's output", async () => {
    expect(await look()).toMatchObject({ reading: 'holds', counts: { filesInClear: 0 } });
    const refused = await shop.context.mirror.containers.exec('toolbox', ['mariadb', '--no-defaults', '--skip-ssl', '-h', 'db', '-u', canary, '-e', 'DO 1']);
    expect(refused.stderr).toContain('Access denied');
    expect(await look()).toMatchObject({ reading: 'broken', counts: { inClear: 0, filesInClear: 1 } });
  });
  it('is red for a canary among the errors of PHP, which the web server logs', async () => {
    const { containers, http } = shop.context.mirror;
    await containers.exec('web', ['sh', '-c', 'cat > /var/www/html/say.php'], { user: 'www-data', stdin: `<?php error_log( 'checkout: ${canary}' );` });
    await using session = http.session();
    expect((await session.request({ path: '/say.php' })).status).toBe(200);
    await containers.exec('web', ['rm', '/var/www/html/say.php']);
    expect(await look()).toMatchObject({ reading: 'broken', counts: { inClear: 0, filesInClear: 2 } });
  });
});
