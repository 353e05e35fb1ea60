import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseline, type BaselineFlags } from '../../src/commands/baseline.ts';
import type { Io } from '../../src/commands/io.ts';
import { leakScan } from '../../src/evidence/leak-scan.ts';
import { comparison } from '../../src/model/baseline-comparison.ts';
import type { Baseline } from '../../src/model/baseline.ts';
import { readBaselineFile } from '../../src/production/baseline-file.ts';
import { testPorts } from '../drills/rehearse.ts';
import { demoMap, playProduction, type PlayedProduction } from './production.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-baseline-'));
const key = join(folder, 'entity.key');
const earlier = join(folder, 'earlier.json');
let production: PlayedProduction;
const told: string[] = [];

async function take(flags: Partial<BaselineFlags> = {}, signal = new AbortController().signal): Promise<Baseline> {
  const io: Io = { out: () => undefined, err: (text) => void told.push(text), cwd: folder, signal };
  const ports = { ...testPorts(), env: { ...process.env, MUSTER_DB_PASSWORD: production.password } };
  const out = join(folder, 'baseline.json');
  await baseline({ url: production.url('reader'), map: demoMap, key, out, ...flags }, io, ports);
  return await readBaselineFile(out);
}

beforeAll(async () => {
  production = await playProduction();
  const io: Io = { out: () => undefined, err: () => undefined, cwd: folder, signal: new AbortController().signal };
  await baseline({ newKey: key }, io, testPorts());
});
afterAll(async () => {
  await production[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

describe('muster baseline', () => {
  it('reads counts, roles, plugins, ids, newest records and keyed fingerprints', async () => {
    const taken = await take();
    expect(taken.rows['wc_orders']).toBeGreaterThan(1900);
    expect(taken.integrity.tables.map((table) => table.table)).toContain('wc_orders_meta');
    expect(Object.keys(taken.access.roles)).toEqual(expect.arrayContaining(['administrator', 'pharmacist', 'support']));
    expect(taken.access.roles['support']?.['read']).toBe(true);
    expect(taken.access.holders.find((one) => one.grants['administrator'] === true)).toMatchObject({ users: 1 });
    expect(taken.components.filter((one) => one.active).map((one) => one.slug)).toEqual(expect.arrayContaining(['phi-vault', 'order-desk']));
    expect(Number(taken.ids.nextPost)).toBeGreaterThan(Number(taken.ids.greatestOrder));
    expect(taken.newest['wc_orders']).toMatch(/^20\d\d-/u);
    expect(taken.site).toMatchObject({ urlHost: 'shop.clinic.example', tablePrefix: 'wp_', orderStorage: 'hpos', multisite: false });
    expect(taken.software.database.server).toBe('mariadb');
    expect(taken.software.wordpressDatabase).toMatch(/^\d+$/u);
    expect(statSync(key).mode & 0o777).toBe(0o600);
  });

  it('holds no value of any record, in whatever encoding', async () => {
    await plantIdentifiers();
    await take({ rows: true });
    const [text, reference] = ['baseline.json', 'baseline.json.reference'].map((file) => readFileSync(join(folder, file)));
    const values = await valuesOfRecords();
    expect(values.length).toBeGreaterThan(5_000);
    expect(leakScan(new Map([['baseline.json', text ?? Buffer.alloc(0)]]), values).hits).toEqual([]);
    // Hundreds of kilobytes of base64 hold any five letters by chance; of eight there are none.
    const long = values.filter((value) => value.length >= 8);
    expect(reference?.length).toBeGreaterThan(100_000);
    expect(leakScan(new Map([['reference', reference ?? Buffer.alloc(0)]]), long, 1).hits).toEqual([]);
    const output = Buffer.from(told.join('\n'));
    expect(leakScan(new Map([['stderr', output]]), values).hits).toEqual([]);
    expect(`${String(text)}${output.toString()}`).not.toContain(production.password);
    // The scan itself finds such a value.
    expect(leakScan(new Map([['x', Buffer.from(`{"a":"${identifiers[0]?.[1]}"}`)]]), values).hits).toHaveLength(1);
  });

  it('differs in nothing when nothing changed, and names exactly what did', async () => {
    const before = await take();
    const { database } = production.stack;
    copyFileSync(join(folder, 'baseline.json.reference'), join(folder, 'earlier.json.reference'));
    writeFileSync(
      earlier,
      JSON.stringify({ ...before, integrity: { ...before.integrity, reference: { ...before.integrity.reference, file: 'earlier.json.reference' } } }),
    );
    expect(comparison(before, await take({ like: earlier }))).toEqual([]);
    await database.execute(
      "UPDATE wp_options SET option_value = REPLACE(option_value, 's:4:\"read\";b:1;', 's:4:\"read\";b:0;') WHERE option_name = 'wp_user_roles'",
    );
    await database.execute("DELETE FROM wp_wc_order_addresses WHERE address_type = 'billing' LIMIT 1");
    await database.execute("UPDATE wp_wc_orders SET billing_email = 'x@example.invalid' LIMIT 1");
    const found = comparison(before, await take({ like: earlier }));
    expect(found.map(({ subject, name, change }) => `${subject} ${name} ${change}`)).toEqual(
      expect.arrayContaining([
        'phi-table wc_orders changed',
        'phi-table wc_order_addresses changed',
        'rows wc_order_addresses changed',
        'role support changed',
      ]),
    );
    expect(found.map((one) => one.subject)).not.toContain('plugin');
    expect(comparison(before, await take()).filter((one) => one.change === 'not-comparable')).toEqual(
      expect.arrayContaining([{ subject: 'phi-table', name: '', change: 'not-comparable', was: 'under one key', now: 'under another' }]),
    );
    expect(found.find((one) => one.subject === 'rows')).toMatchObject({ name: 'wc_order_addresses', change: 'changed' });
  });

  it('warns of an account that may write, and writes nothing through it', async () => {
    told.length = 0;
    await take({ url: production.url('writer') });
    expect(told.join('\n')).toMatch(/warning: this account may do more than read: ALL PRIVILEGES on wordpress/u);
    told.length = 0;
    await take();
    expect(told.join('\n')).not.toContain('warning');
  });

  it('says what the PHI map names and production lacks', async () => {
    await production.stack.database.execute('ALTER TABLE wp_wc_orders_meta RENAME wp_elsewhere');
    const failure = await take().catch((error: unknown) => error);
    await production.stack.database.execute('ALTER TABLE wp_elsewhere RENAME wp_wc_orders_meta');
    expect(failure).toMatchObject({ code: 'INVALID_DEFINITION', message: 'The PHI map names what production does not have: wc_orders_meta.' });
  });

  it('stops when it is interrupted, and is refused with a wrong password, without naming either', async () => {
    const stop = new AbortController();
    const taking = take({ rest: '50' }, stop.signal).catch((error: unknown) => error);
    setTimeout(() => stop.abort(), 300);
    expect(await taking).toMatchObject({ name: expect.stringMatching(/AbortError|DrillError/u) as string });
    const io: Io = { out: () => undefined, err: () => undefined, cwd: folder, signal: new AbortController().signal };
    const ports = { ...testPorts(), env: { MUSTER_DB_PASSWORD: 'not-the-password' } };
    const refused = await baseline({ url: production.url('reader'), map: demoMap, key, out: join(folder, 'x.json') }, io, ports).catch(
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({ code: 'PRODUCTION_UNREADABLE', message: 'the production database did not let Muster in (ER_ACCESS_DENIED_ERROR)' });
    expect(JSON.stringify([refused, String(refused)])).not.toMatch(/not-the-password|reader|127\.0\.0\.1/u);
  });

  it('does not take a server at its word: with TLS asked for, its certificate must be known', async () => {
    const failure = await take({ sslCa: demoMap }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'PRODUCTION_UNREADABLE', hint: expect.stringContaining('--ssl-ca') as string });
  });
});

/** The eighteen identifiers of 45 CFR 164.514(b)(2), each once, where a shop would keep it. */
const identifiers: readonly (readonly [string, string])[] = [
  ['first_name', 'Quintessa Abernathy-Vole'],
  ['address_1', '4711 Wisteria Hollow Rd'],
  ['birth', '1931-07-19'],
  ['phone', '+1 555 010 4477'],
  ['fax', '+1 555 010 4478'],
  ['email', 'quintessa.vole@patients.example'],
  ['ssn', '078-05-1120'],
  ['mrn', 'MRN-00918273'],
  ['plan', 'HPB-5550192837'],
  ['account', 'ACCT-7781234990'],
  ['license', 'DL-CA-Y4458812'],
  ['vehicle', '1FTFW1ET5DFC10312'],
  ['device', 'UDI-00844588003288'],
  ['url', 'https://patients.example/quintessa'],
  ['ip', '203.0.113.187'],
  ['biometric', 'fpt:9f3ac2e1b7'],
  ['photo', 'uploads/2026/quintessa-face.jpg'],
  ['other', 'TRIAL-SUBJ-0007743'],
];

async function plantIdentifiers(): Promise<void> {
  const { database } = production.stack;
  for (const [kind, value] of identifiers) {
    await database.execute('INSERT INTO wp_wc_orders_meta (order_id, meta_key, meta_value) SELECT MAX(id), ?, ? FROM wp_wc_orders', [`_${kind}`, value]);
    await database.execute('INSERT INTO wp_usermeta (user_id, meta_key, meta_value) SELECT MAX(ID), ?, ? FROM wp_users', [kind, value]);
    await database.execute("INSERT INTO wp_options (option_name, option_value, autoload) VALUES (?, ?, 'off')", [`planted_${kind}`, value]);
  }
}

/** Every text of the mapped PHI columns that is not a word of the shop itself. */
async function valuesOfRecords(): Promise<readonly string[]> {
  const { database } = production.stack;
  const columns: readonly (readonly [string, string])[] = [
    ...['first_name', 'last_name', 'address_1', 'postcode', 'email', 'phone'].map((column) => ['wc_order_addresses', column] as const),
    ['wc_orders', 'billing_email'],
    ['wc_orders', 'customer_note'],
    ['wc_orders', 'ip_address'],
    ['users', 'user_login'],
    ['users', 'user_email'],
    ['users', 'display_name'],
    ['users', 'user_pass'],
  ];
  const found = new Set(identifiers.map(([, value]) => value));
  for (const [table, column] of columns) {
    for (const row of await database.query(`SELECT DISTINCT ${column} AS v FROM wp_${table} WHERE LENGTH(${column}) >= 5`)) found.add(String(row['v']));
  }
  for (const row of await database.query("SELECT DISTINCT meta_value AS v FROM wp_wc_orders_meta WHERE meta_key LIKE '\\_rx\\_%'")) found.add(String(row['v']));
  // Five digits of a postcode stand in hexadecimal digests by chance.
  return [...found].filter((value) => !/^[0-9a-f]{1,7}$/iu.test(value));
}
