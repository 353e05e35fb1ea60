import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { serialize } from 'php-serialize';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { init } from '../../src/commands/init.ts';
import type { Io } from '../../src/commands/io.ts';
import { loadPlan } from '../../src/commands/load-plan.ts';
import { phiMapCheck } from '../../src/commands/phi-map-check.ts';
import { validate } from '../../src/commands/validate.ts';
import { zipOf } from '../artifacts/small-zip.ts';
import { tarOf } from '../backups/sample-shop.ts';
import { testPorts } from '../drills/rehearse.ts';
import { smallDump } from './small-dump.ts';

let folder: string;
let said: string[];
const io = (): Io => ({ out: (text) => void said.push(text), err: (text) => void said.push(text), cwd: folder, signal: new AbortController().signal });
const ports = testPorts();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-init-'));
  said = [];
  backup(smallDump());
});
afterEach(() => rmSync(folder, { recursive: true }));

function backup(dump: string): void {
  mkdirSync(join(folder, 'set'), { recursive: true });
  writeFileSync(join(folder, 'set', 'db.sql.gz'), gzipSync(dump));
}

function decide(file: string, from: RegExp, to: string): void {
  const path = join(folder, 'sites/my-shop', file);
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
}

describe('muster init --backup', () => {
  it('writes a site in which only what people can know is open, and nothing else is wrong', async () => {
    expect(await init({ backup: 'set', out: 'sites/my-shop' }, io(), ports)).toBe(0);
    said = [];
    expect(await validate(['.'], {}, io(), ports)).toBe(64);
    expect(said.flatMap((text) => /^(\S+:\d+:\d+: .*)/u.exec(text)?.[1] ?? [])).toEqual([
      'sites/my-shop/people.yaml:8:13: decide this: who is the security official?',
      'sites/my-shop/people.yaml:9:16: decide this: how are they reached when the shop is down?',
      'sites/my-shop/phi-map.yaml:13:23: decide this: how is the database protected at rest: volume, tablespace or none?',
      'sites/my-shop/stack.yaml:39:22: decide this: how often is the database backed up?',
      expect.stringMatching(/^sites\/my-shop\/stack\.yaml:53:11: decide this: by which name does the checkout take these fields .*acme-intake\?$/u),
    ]);
    expect(said).toContain('5 problems in 3 files');
  });

  it('is ready to plan once they are decided, and says what was found', async () => {
    await init({ backup: 'set', out: 'sites/my-shop' }, io(), ports);
    decide('people.yaml', /"TODO: who.*/u, '"Ana Ruiz"');
    decide('people.yaml', /"TODO: how.*/u, '"+1 555 0100"');
    decide('phi-map.yaml', /"TODO: how is[^"]*"/u, 'volume');
    decide('stack.yaml', /"TODO: how often[^"]*"/u, 'PT1H');
    decide('stack.yaml', /"TODO: by which name[^"]*"/u, 'acme-intake');
    said = [];
    expect(await validate(['.'], {}, io(), ports)).toBe(64);
    expect(said.join('\n')).toMatch(
      /^database-loss\.yaml:12:5: "phi-encryption" has nothing to look at: this site's PHI map protects no table by field or tablespace$/mu,
    );
    decide('../../database-loss.yaml', / {2}- phi-encryption.*\n/u, '');
    expect(await validate(['.'], {}, io(), ports)).toBe(0);
    const loaded = loadPlan('database-loss', {}, io(), ports);
    if ('diagnostics' in loaded) throw new Error('not valid');
    const { site } = loaded.plan;
    expect(site).toMatchObject({ url: 'https://rx.clinic.example', tablePrefix: 'shop_', orderStorage: 'hpos', core: { version: '7.1' } });
    expect(site.probes.checkout).toMatchObject({ fields: { in: 'acme-intake', meta: '_rx_*', names: { drug: 'text' } } });
    expect(site.plugins.map(({ slug, role }) => `${slug} ${role}`)).toEqual(['simple-history logs-phi', 'commerce serves-phi', 'acme-intake serves-phi']);
    expect(site.phiMap.tables.find((table) => table.table === 'wc_orders')).toMatchObject({
      protection: { kind: 'volume', attestedBy: 'security-official' },
      readBy: ['administrator', 'pharmacist'],
      log: 'simple-history',
    });
  });

  it('puts no value of a record into the files or its output', async () => {
    await init({ backup: 'set', out: 'sites/my-shop' }, io(), ports);
    const files = ['stack.yaml', 'phi-map.yaml', 'people.yaml', 'runbooks/database-loss.md'].map((file) =>
      readFileSync(join(folder, 'sites/my-shop', file), 'utf8'),
    );
    expect([...files, ...said].join('\n')).not.toMatch(/quintessa|078-05|E11|Examplamine/iu);
  });

  it('overwrites nothing', async () => {
    await init({ backup: 'set', out: 'sites/my-shop' }, io(), ports);
    await expect(init({ backup: 'set', out: 'sites/my-shop' }, io(), ports)).rejects.toMatchObject({ code: 'INVALID_FLAG' });
    writeFileSync(join(folder, 'database-loss.yaml'), 'mine');
    await init({ backup: 'set', out: 'sites/another' }, io(), ports);
    expect(readFileSync(join(folder, 'database-loss.yaml'), 'utf8')).toBe('mine');
  });

  it.each([
    [
      'a shop without WooCommerce',
      smallDump({ options: { woocommerce_version: '' } })
        .replaceAll('woocommerce_version', 'x')
        .replaceAll('wc_orders', 'x_orders'),
      /There is no WooCommerce in it/u,
    ],
    ['a dump that is cut', smallDump().slice(0, -120), /ends in the middle of a statement/u],
    ['two sites in one database', smallDump() + smallDump({ prefix: 'other_' }), /Several WordPress sites share this database/u],
    ['another database', smallDump().replaceAll('usermeta', 'xx'), /No WordPress tables are there/u],
  ])('refuses %s', async (_what, dump, message) => {
    backup(dump);
    await expect(init({ backup: 'set', out: 'sites/my-shop' }, io(), ports)).rejects.toThrow(message);
  });

  it('refuses a place where a site would find no drills folder', async () => {
    await expect(init({ backup: 'set', out: 'my-shop' }, io(), ports)).rejects.toMatchObject({ message: expect.stringContaining('…/sites/NAME') as string });
    await expect(init({ backup: 'set', out: 'sites/My Shop' }, io(), ports)).rejects.toMatchObject({ code: 'INVALID_FLAG' });
    await expect(init({ out: 'sites/my-shop' }, io(), ports)).rejects.toMatchObject({ message: 'init needs one of --backup and --url' });
  });

  it.each([
    ['a tar of the web root', async (files: Readonly<Record<string, string>>) => ['files.tar.gz', gzipSync(await tarOf(files))] as const],
    [
      'a zip of the plugins',
      async (files: Readonly<Record<string, string>>) =>
        ['plugins.zip', zipOf(Object.fromEntries(Object.entries(files).map(([path, text]) => [path.replace('wp-content/', ''), text])))] as const,
    ],
  ])("takes a plugin's needs from its own files in %s", async (_what, pack) => {
    const [name, bytes] = await pack({
      'wp-content/plugins/acme-intake/acme.php': '<?php\n/*\n * Plugin Name: Acme\n * Requires Plugins: simple-history, not-there\n */\n',
      'wp-content/plugins/acme-intake/inc/order.php': "<?php add_action( 'woocommerce_checkout_order_processed', 'acme' );",
      'wp-content/plugins/woocommerce/woocommerce.php': '<?php\n/*\n * Plugin Name: WooCommerce\n * Requires Plugins: acme-intake\n */\n',
    });
    writeFileSync(join(folder, 'set', name), bytes);
    await init({ backup: 'set', out: 'sites/my-shop' }, io(), ports);
    expect(readFileSync(join(folder, 'sites/my-shop/stack.yaml'), 'utf8')).toMatch(
      /slug: acme-intake[^]*?needs: \[simple-history, commerce\] {3}# simple-history: its header requires it; commerce: its code calls it$/mu,
    );
  });

  it('takes them from the web root on this host where it is named', async () => {
    const place = (path: string, text: string): void => {
      mkdirSync(dirname(join(folder, 'www', path)), { recursive: true });
      writeFileSync(join(folder, 'www', path), text);
    };
    place('wp-includes/version.php', "<?php $wp_version = '7.1';");
    place('wp-content/plugins/acme-intake/acme.php', '<?php\n// Plugin Name: Acme\n// Version: 2.1\n');
    await init({ backup: 'set', out: 'sites/my-shop', wpRoot: 'www' }, io(), ports);
    expect(readFileSync(join(folder, 'sites/my-shop/stack.yaml'), 'utf8')).toMatch(/slug: acme-intake[^]*?needs: \[simple-history\]$/mu);
  });

  it("reads mydumper's folder as well, whose files of rows name no columns", async () => {
    const tables = smallDump()
      .split(/(?=CREATE TABLE)/u)
      .slice(1);
    for (const table of tables) {
      const name = /`(\w+)`/u.exec(table)?.[1] ?? '';
      const rows = table.indexOf('INSERT');
      mkdirSync(join(folder, 'mydumper'), { recursive: true });
      writeFileSync(join(folder, 'mydumper', `shop.${name}-schema.sql`), rows < 0 ? table.replace(/--.*\n/u, '') : table.slice(0, rows));
      if (rows >= 0) writeFileSync(join(folder, 'mydumper', `shop.${name}.00000.sql`), table.slice(rows).replace(/-- Dump.*\n/u, ''));
    }
    writeFileSync(join(folder, 'mydumper', 'metadata'), '# Started dump at: 2026-11-23 10:00:00\n# Finished dump at: 2026-11-23 10:00:01\n');
    await init({ backup: 'mydumper', out: 'sites/my-shop' }, io(), ports);
    expect(readFileSync(join(folder, 'sites/my-shop/stack.yaml'), 'utf8')).toMatch(
      /a backup set \(mydumper folder\)[\s\S]*table-prefix: shop_[\s\S]*simple-history/u,
    );
  });

  it('asks what records the readers of PHI when it knows no such plugin', async () => {
    backup(smallDump({ options: { active_plugins: serialize(['woocommerce/woocommerce.php']) } }));
    await init({ backup: 'set', out: 'sites/my-shop' }, io(), ports);
    expect(readFileSync(join(folder, 'sites/my-shop/stack.yaml'), 'utf8')).toContain('access-log: { kind: "TODO: what records who read PHI?" }');
  });
});

describe('muster phi-map check --backup', () => {
  it('ranks what the map does not speak of, and names what is not there', async () => {
    await init({ backup: 'set', out: 'sites/my-shop' }, io(), ports);
    decide('phi-map.yaml', /"TODO: how is[^"]*"/u, 'volume');
    said = [];
    expect(await phiMapCheck({ backup: 'set', site: 'sites/my-shop' }, io(), ports)).toBe(1);
    expect(said.filter((line) => line.startsWith('#')).map((line) => line.replace(/ +/gu, ' '))).toEqual([
      '### column wc_orders.diagnosis: its name',
      '### meta-key usermeta: member_code (1 row): values shaped like: phone, social security number',
      '### meta-key wc_orders_meta: _rx_drug (1 row): its name',
      '### option acme_last_patient: its name',
      '### table acme_forms (0 rows): its column patient_ssn: its name',
    ]);
    decide(
      'phi-map.yaml',
      /tables: \[\]/u,
      'tables: []\nlooked-at: { tables: [acme_*], columns: [wc_orders.diagnosis], meta-keys: [member_code, _rx_*], options: [acme_*], plugins: [Odd_Name] }',
    );
    said = [];
    // A map of a whole shop, and a dump of a few tables: nothing is untold, and much is absent.
    expect(await phiMapCheck({ backup: 'set', site: 'sites/my-shop' }, io(), ports)).toBe(1);
    expect(said.filter((line) => line.startsWith('#'))).toEqual([]);
    expect(said.join('\n')).toMatch(/absent +wc_orders\.status/u);
  });
});
