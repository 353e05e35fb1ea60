import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { phiMapCheck } from '../../src/commands/phi-map-check.ts';
import { testPorts } from '../drills/rehearse.ts';
import { smallDump } from '../production/small-dump.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-phi-map-check-'));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'set'));
writeFileSync(join(folder, 'set', 'db.sql'), smallDump());
const site = join(folder, 'drills/sites/my-shop');
mkdirSync(site, { recursive: true });

const tables: Readonly<Record<string, string>> = {
  users: 'ID, user_login',
  usermeta: 'umeta_id, user_id, meta_key, meta_value',
  wc_orders: 'id, billing_email, diagnosis',
  wc_orders_meta: 'id, order_id, meta_key, meta_value',
};
const plugins = 'plugins: [simple-history, acme-intake, Odd_Name, woocommerce]';

/** What the check says of the small shop with a map of these tables, everything else having been looked at. */
async function check(mapped: Readonly<Record<string, string>>, looked: string): Promise<{ readonly code: number; readonly said: readonly string[] }> {
  const lists = Object.entries(mapped).map(
    ([table, columns]) => `  - { table: ${table}, class: identical, tier: 1, key: [${columns.split(',')[0] ?? ''}], columns: [${columns}] }`,
  );
  const map = [
    'phi-map: my-shop',
    'retention: P6Y',
    'defaults: { protection: { kind: volume, attested-by: officer }, read-by: [administrator], log: phi-access-log }',
    'tables:',
    ...lists,
    `looked-at: { tables: [acme_forms, posts], meta-keys: [member_code, _rx_drug], options: [acme_last_patient], ${looked} }`,
  ];
  writeFileSync(join(site, 'phi-map.yaml'), `${map.join('\n')}\n`);
  const said: string[] = [];
  const io = { out: (line: string) => void said.push(line), err: (line: string) => void said.push(line), cwd: folder, signal: new AbortController().signal };
  return { code: await phiMapCheck({ site, backup: 'set' }, io, testPorts()), said };
}

describe('muster phi-map check', () => {
  it('is inconclusive on a backup in which the map, or a person, spoke of everything: values were not looked at', async () => {
    const { code, said } = await check(tables, plugins);
    expect(said.join('\n')).toContain('0 places that the map does not speak of may hold PHI');
    expect(code).toBe(2);
  });
  it('fails on a table of keys that the map leaves out, though a person looked at the keys that plugins made', async () => {
    const { usermeta: _, ...rest } = tables;
    const { code, said } = await check(rest, plugins);
    expect(said[0]).toMatch(/^##+ +table +usermeta/u);
    expect(code).toBe(1);
  });
  it('fails on a plugin that neither stack nor runbook names', async () => {
    const { code, said } = await check(tables, plugins.replace('Odd_Name, ', ''));
    expect(said[0]).toMatch(/^ +plugin +Odd_Name/u);
    expect(code).toBe(1);
  });
  it('fails on what the map names and the shop does not have: it may lie elsewhere, in clear', async () => {
    const { code, said } = await check({ ...tables, wc_orders: `${tables['wc_orders'] ?? ''}, patient`, intake: 'id, answer' }, plugins);
    expect(said.filter((line) => line.includes('absent')).map((line) => line.replace(/ +/gu, ' '))).toEqual([
      '- absent wc_orders.patient: the map names it, and it is not there',
      '- absent intake: the map names it, and it is not there',
    ]);
    expect(code).toBe(1);
  });
});
