import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phiMapCheck } from '../../src/commands/phi-map-check.ts';
import type { Io } from '../../src/commands/io.ts';
import type { Gap } from '../../src/production/gaps.ts';
import { home, testPorts } from '../drills/rehearse.ts';
import { playProduction, type PlayedProduction } from './production.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-phi-map-'));
const site = join(folder, 'drills/sites/clinic-shop');
let production: PlayedProduction;

async function check(): Promise<{ readonly exit: number; readonly out: string; readonly gaps: readonly Gap[]; readonly absent: readonly string[] }> {
  const out: string[] = [];
  const io: Io = { out: (text) => void out.push(text), err: (text) => void out.push(text), cwd: folder, signal: new AbortController().signal };
  const ports = { ...testPorts(), env: { MUSTER_DB_PASSWORD: production.password } };
  await phiMapCheck({ url: production.url('reader'), site, rest: '0' }, io, ports);
  const text = out.splice(0).join('\n');
  const exit = await phiMapCheck({ url: production.url('reader'), site, rest: '0', json: true }, io, ports);
  const { gaps, absent } = JSON.parse(out.find((line) => line.startsWith('{')) ?? '') as { readonly gaps: readonly Gap[]; readonly absent: readonly string[] };
  return { exit, out: text, gaps, absent };
}

beforeAll(async () => {
  cpSync(join(home, 'drills'), join(folder, 'drills'), { recursive: true });
  production = await playProduction();
});
afterAll(async () => {
  await production[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

describe('muster phi-map check on a live shop', () => {
  it('finds what was planted, ranks it first, and shows no value of it', async () => {
    const before = await check();
    const { database } = production.stack;
    await database.execute(
      "INSERT INTO wp_usermeta (user_id, meta_key, meta_value) SELECT ID, 'member_code', CONCAT('078-05-1', 100 + ID % 800) FROM wp_users LIMIT 50",
    );
    await database.execute("INSERT INTO wp_options (option_name, option_value, autoload) VALUES ('acme_last_patient', 'Quintessa Vole', 'off')");
    await database.execute("CREATE TABLE wp_acme_forms (id INT PRIMARY KEY, field_4 VARCHAR(50)) AS SELECT 1 AS id, '1931-07-19' AS field_4");
    await database.execute("ALTER TABLE wp_wc_orders ADD COLUMN diagnosis VARCHAR(20) DEFAULT 'E11.9'");
    const after = await check();
    const fresh = after.gaps.filter((gap) => !before.gaps.some((known) => known.kind === gap.kind && known.name === gap.name));
    expect(fresh.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'column wc_orders.diagnosis',
      'meta-key usermeta: member_code',
      'option acme_last_patient',
      'table acme_forms',
    ]);
    expect(fresh.map((gap) => gap.score)).toEqual([6, 3, 3, 3]);
    expect(fresh[1]?.why).toEqual(['values shaped like: phone, social security number']);
    expect(after.exit).toBe(1);
    expect(after.out).not.toMatch(/078-05|Quintessa|1931-07|E11/u);
    // What WordPress and the shop make themselves is known: the list is short.
    expect(before.gaps.filter((gap) => gap.score > 0).map(({ kind, name }) => `${kind} ${name}`)).toMatchInlineSnapshot(`
      [
        "meta-key postmeta: _needs_prescription",
        "table phi_access_log",
        "table phi_access_log_head",
      ]
    `);
  });

  it('names what the map has and the shop has not', async () => {
    const map = join(folder, 'drills/phi-maps/woocommerce.yaml');
    writeFileSync(map, readFileSync(map, 'utf8').replace('[id, status, currency,', '[id, gone, status, currency,'));
    expect((await check()).absent).toEqual(['wc_orders.gone']);
  });
});
