import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import type { Baseline } from '../../src/model/baseline.ts';
import { loadPlan, type PlanFlags } from '../../src/commands/load-plan.ts';
import { readGivenBaseline, type BaselineFlags } from '../../src/commands/production/given-baseline.ts';
import { rehearseOne, type Rehearsed } from '../../src/commands/rehearse-one.ts';
import type { Catalog } from '../../src/model/kind.ts';
import { exportSet } from './export-set.ts';
import { home, testPorts } from './rehearse.ts';

/** The shipped drill on the mirror of a backup; the site's escrow is the folder `escrow` beside the sets. */
async function drillOn(shop: string, flags: PlanFlags & BaselineFlags, kinds: Catalog = catalog): Promise<Rehearsed & { readonly said: readonly string[] }> {
  const folder = mkdtempSync(join(shop, 'run-'));
  cpSync(join(home, 'drills'), join(folder, 'drills'), { recursive: true });
  const stack = join(folder, 'drills/sites/clinic-shop/stack.yaml');
  const keys = ['backup-identity', 'phi-key', 'salts'].map((key) => `${key}: ${join(shop, 'escrow', key)}`).join(', ');
  const changed = readFileSync(stack, 'utf8').replace(
    'escrow: { from: file, custodian: privacy-officer }',
    `escrow: { from: file, custodian: privacy-officer, keys: { ${keys} } }`,
  );
  writeFileSync(stack, changed);
  const said: string[] = [];
  const io = { out: (text: string) => void said.push(text), err: (text: string) => void said.push(text), cwd: folder, signal: new AbortController().signal };
  const ports = { ...testPorts(kinds), env: { ...process.env, XDG_STATE_HOME: join(shop, 'state') } };
  const loaded = loadPlan('drills/database-loss.yaml', { commerce: 'order-desk', ...flags }, io, ports);
  if ('diagnostics' in loaded) throw new Error(loaded.diagnostics.map((one) => one.message).join('; '));
  return { ...(await rehearseOne({ ...loaded, baseline: await readGivenBaseline(flags, folder) }, { out: join(folder, 'reports') }, io, ports)), said };
}

describe('a drill on the backup of a shop', () => {
  let shop = '';
  beforeAll(async () => {
    shop = mkdtempSync(join(tmpdir(), 'muster-backup-'));
    await exportSet(shop);
  }, 300_000);
  afterAll(() => rmSync(shop, { recursive: true, force: true }));

  /** A copy of the plain set with its dump changed, or kept as it is. */
  const variant = (name: string, change: (dump: string) => string): string => {
    const folder = join(shop, name);
    mkdirSync(folder);
    const dump = gunzipSync(readFileSync(join(shop, 'plain', 'shop.sql.gz'))).toString('latin1');
    writeFileSync(join(folder, 'shop.sql.gz'), gzipSync(Buffer.from(change(dump), 'latin1')));
    return folder;
  };

  const given = (file: string): BaselineFlags => ({ baseline: join(shop, file), baselineKey: join(shop, 'entity.key') });

  it("passes on the shop's own dump and web root, as production's baseline has it, and destroys everything again", async () => {
    const { result, withheld, dir } = await drillOn(shop, { backup: join(shop, 'plain'), ...given('baseline.json') });
    const journal = readFileSync(join(dir, 'journal.ndjson'), 'utf8');
    expect(journal).toMatch(/"exact":true[^\n]*"type":"baseline-compared"/u);
    expect(journal).toMatch(/"differences":\[\][^\n]*"type":"stack-compared"/u);
    expect(result.reasons).toEqual([]);
    expect(result.assertions.map(({ kind, before, after, proof }) => [kind, before, after, proof])).toEqual(
      result.assertions.map(({ kind }) => [kind, 'holds', 'holds', 'caught']),
    );
    expect(withheld).toBeNull();
    expect(result.leakScan).toMatchObject({ hits: 0, values: expect.toSatisfy((count: number) => count > 5000) });
    expect(result.measured.rtoParts?.fetchSeconds).toBeGreaterThan(0);
    expect(result.teardown.leftovers).toEqual([]);
    expect(result.teardown.destroyed.map(({ what }) => what.replace(/^.*-/u, ''))).toEqual(expect.arrayContaining(['backups', 'database', 'escrow', 'values']));
  }, 240_000);

  it("fails on a backup that lacks a row of production's baseline and has another altered, and caps what another stack does", async () => {
    const backup = variant('poorer', (dump) =>
      dump
        .replace(/(INSERT INTO `wp_wc_order_addresses` VALUES\n)\([^\n]*\),\n/u, '$1')
        .replace(/(INSERT INTO `wp_wc_order_addresses` VALUES\n\(\d+,\d+,'[a-z]+',')[^']+'/u, "$1Altered'"),
    );
    copyFileSync(join(shop, 'plain', 'webroot.tar'), join(backup, 'webroot.tar'));
    // Taken on another PHP, and long before the backup's newest record.
    const { software, ...baseline } = JSON.parse(readFileSync(join(shop, 'baseline.json'), 'utf8')) as Baseline;
    const earlier = { ...baseline, takenAt: '2001-01-01T00:00:00.000Z', software: { ...software, php: { version: '7.4', extensions: null } } };
    writeFileSync(join(shop, 'earlier.json'), JSON.stringify(earlier));
    const enough: Catalog = {
      ...catalog,
      assertions: catalog.assertions.map((kind) => ({ ...kind, capture: async () => Promise.reject(new Error('enough')) })),
    };
    const { result } = await drillOn(shop, { backup, ...given('earlier.json') }, enough);
    expect(result.verdict).toBe('fail');
    expect(result.reasons[0]).toEqual({ code: 'source-differs', text: expect.stringMatching(/1 row .* missing in the restored data, 1 altered\./u) });
    expect(result.notProven.join('\n')).toContain('php (7.4; here 8.4');
  }, 240_000);

  it("withholds evidence into which a patient's name got, and loses nothing of it", async () => {
    const leaking: Catalog = {
      ...catalog,
      faults: catalog.faults.map((fault) => ({
        ...fault,
        inject: async () => ({ summary: 'nothing was broken', data: {} }),
        async observe(_params, { mirror: { database } }) {
          const [row] = await database.query(
            `SELECT CONCAT(first_name, ' ', last_name) AS name FROM \`${database.prefix}wc_order_addresses\` ORDER BY id LIMIT 1`,
          );
          return { observed: true, text: `the record of ${Buffer.from(String(row?.['name'])).toString('base64')} is gone` };
        },
      })),
      steps: catalog.steps.map((step) => ({ ...step, apply: async () => Promise.reject(new Error('not now')) })),
    };
    const { result, dir, withheld } = await drillOn(shop, { backup: join(shop, 'set'), prove: false }, leaking);
    expect(result.leakScan?.hits).toBeGreaterThan(0);
    expect(result.reasons.map(({ code }) => code)).toContain('bundle-withheld');
    expect(readdirSync(dir).toSorted()).toEqual(['manifest.json', 'seal.dsse.json', 'withheld.json', 'withheld.tar.age']);
    expect(withheld?.keyFile).toBe(join(shop, 'state/muster/withheld-keys', `${result.run.id}.agekey`));
    expect(existsSync(withheld?.keyFile ?? '')).toBe(true);
  }, 240_000);

  it.each<[string, (dump: string) => string, string, RegExp]>([
    ['cut', (dump) => dump.slice(0, Math.floor(dump.length * 0.7)), 'BACKUP_DAMAGED', /not whole/u],
    ['without a table', (dump) => dump.replaceAll('wp_wc_order_addresses', 'wp_wc_order_elsewhere'), 'BACKUP_DAMAGED', /wc_order_addresses/u],
  ])(
    'refuses a dump that is %s before the mirror exists',
    async (name, change, code, message) => {
      const { result } = await drillOn(shop, { backup: variant(name.replaceAll(' ', '-'), change) });
      expect(result.failure).toMatchObject({ code, message: expect.stringMatching(message), phase: 'prepare' });
      expect(result.verdict).not.toBe('pass');
    },
    120_000,
  );

  it('refuses a set that the key in escrow does not open, before the mirror exists', async () => {
    const other = mkdtempSync(join(shop, 'other-'));
    cpSync(join(shop, 'set'), join(other, 'set'), { recursive: true });
    cpSync(join(shop, 'escrow'), join(other, 'escrow'), { recursive: true });
    // A valid identity, of somebody else.
    writeFileSync(join(other, 'escrow', 'backup-identity'), 'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX\n');
    const { result } = await drillOn(other, { backup: join(other, 'set') });
    expect(result.failure).toMatchObject({ code: 'RESTORE_REFUSED', phase: 'prepare' });
  }, 120_000);

  it('leaves the given backup as it was', () => {
    copyFileSync(join(shop, 'plain', 'shop.sql.gz'), join(shop, 'copy'));
    expect(
      execFileSync('find', [join(shop, 'set'), join(shop, 'plain'), '-type', 'f'])
        .toString()
        .trim()
        .split('\n'),
    ).toHaveLength(4);
  });
});
